import type { Clip } from '@codecsmith/experiment';
import type { FactDraft } from '@codecsmith/kernel';
import { digestOf, type Artifact } from './artifacts.ts';
import type { Bed, Run } from './written-codec.ts';

/** What is measured frame by frame: the same of every run. */
export const SERIES = JSON.stringify([{ bytes: 10, psnr_y: 30 }]);

/** Facts of an experiment whose run is a function of its code. */
export const fact = (type: string, data: unknown): FactDraft => ({ type, schemaVersion: 1, data });

const BASE = { packageBytes: 100, complexity: 500, needs: [], imports: ['numpy'] };

export const clearedFact = (code: Artifact, tree: string, language: Bed['language']): FactDraft =>
  fact('CandidateCleared', {
    ...{ cleared: code, tree, duplicateOf: null, changes: [], warnings: [], lineMap: null },
    candidate: { language, api: 'frame', color: 'i420', track: 'pure', family: 'predictive', ...BASE },
  });

export const executedFact = (code: string, digest: string, clips: readonly Clip[]): FactDraft => {
  const cost = { wallMs: 10, cpuMs: 10, peakBytes: null };
  const bytes = { digest: digestOf(`runs of ${code}`), sizeBytes: 10 };
  const runs = clips.map((clip) => {
    return { clip: clip.digest, quality: 50, bitstream: bytes, reconstruction: bytes, encode: cost, decode: cost };
  });
  return fact('CandidateExecuted', {
    ...{ attempt: 1, code: digest, runs, deterministic: true, jail: { tier: 'A', unsafe: false }, log: null },
  });
};

/** @param saving the figure is a saving at equal quality, as on a rung of too few points for a score */
export function measuredFact(run: Extract<Run, { works: true }>, clip: string, saving: boolean): FactDraft {
  const { score, noVerdict } = run;
  const against = { anchor: 'x264', mode: 'low-delay' };
  const figure = { ...against, clip, metric: 'psnr_y', percent: -score, reason: null, overlap: null };
  const psnr = { psnr_y: 30, psnr_u: 30, psnr_v: 30, psnr_yuv611: 30, psnr_y_framemean: 30, ssim_y_ffmpeg: 0.9 };
  const coded = { clip, quality: 50, bytes: 1, kbps: 100, bpp: 1, ratioRaw: 1, ratioSource: null };
  const perFrame = digestOf(SERIES);
  const points = { value: saving ? null : score, reason: saving ? 'too_few_points' : null };
  return fact('CandidateMeasured', {
    ...{ attempt: 1, bdRate: [], score: [], flags: [], tools: {}, tier: { percent: null, reason: 'none' } },
    isoQuality: saving ? [figure] : [],
    scoredAgainst: against,
    aggregate: points,
    verdict: points,
    ...(noVerdict === undefined ? {} : { inBounds: { value: null, reason: noVerdict } }),
    measurements: [{ ...coded, ...psnr, lossless: false, perFrame }],
  });
}

export const concludedFact = (outcome: string, score: number | null, cause: { code: string; message: string } | null) =>
  fact('ExperimentConcluded', { outcome, score, cause });
