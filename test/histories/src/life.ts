import { createHash } from 'node:crypto';
import {
  versionOf,
  type Candidate,
  type Cause,
  type Clip,
  type ExperimentFact,
  type Outcome,
} from '@codecsmith/experiment';

/** Three failed lives in ten are what template campaigns see. */
const FAILURES = [
  { type: 'ExecutionCrashed', outcome: 'crashed', code: 'exception' },
  { type: 'ExecutionTimedOut', outcome: 'timed_out', code: 'wall_limit' },
  { type: 'OutputInvalid', outcome: 'output_invalid', code: 'wrong_shape' },
] as const;
const FAMILIES = ['transform', 'wavelet', 'predictive', 'palette'] as const;
const QUALITIES = [20, 40, 60, 80];
const CAMPAIGNS = 40;
const GENERATION = 40;
const LIMITS = {};
const JAIL = { tier: 'bubblewrap', unsafe: false };
const CLIP_NAMES = ['harbour', 'street', 'meadow'];

/** Hex sha256 of a name: a digest that names nothing. */
const digestOf = (name: string): string => createHash('sha256').update(name).digest('hex');

export const clips: readonly Clip[] = CLIP_NAMES.map((name) => ({
  ...{ digest: digestOf(name), name, width: 352, height: 288, fps: { num: 25, den: 1 }, frames: 60 },
  ...{ pixelFormat: 'yuv420p', matrix: null, range: null, sourceBytes: 9_123_840, sourceCompressed: false },
}));

export const experimentIdOf = (index: number): string => `exp-${digestOf(`experiment ${index}`).slice(0, 20)}`;
export const campaignOf = (index: number): string => `campaign-${index % CAMPAIGNS}`;

/** A number in [0, 1) that hangs on the names only. */
function chance(...names: readonly (string | number)[]): number {
  return createHash('sha256').update(names.join(' ')).digest().readUInt32BE() / 2 ** 32;
}

const artifact = (name: string) => ({ digest: digestOf(name), sizeBytes: 1_000 + Math.floor(4_000 * chance(name)) });

/** Everything that happened to one experiment, in order; the same index gives the same life. */
export function lifeOf(index: number): ExperimentFact[] {
  const clip = clips[index % clips.length];
  if (clip === undefined) throw new Error('there are clips');
  const failure =
    chance('fails', index) < 0.3 ? FAILURES[Math.floor(chance('how', index) * FAILURES.length)] : undefined;
  return [
    ...drafted(index, clip),
    ...started(index, clip),
    ...(failure === undefined ? measured(index, clip) : failed(index, failure)),
  ];
}

function drafted(index: number, clip: Clip): ExperimentFact[] {
  const parents = index < GENERATION ? [] : [experimentIdOf(index - GENERATION)];
  return [
    fact('ExperimentRequested', {
      source: { kind: 'generated', provider: 'template', seed: String(index) },
      ...{ clips: [clip], qualities: QUALITIES, track: null, limits: LIMITS, lane: 'cpu' },
      ...{ campaign: campaignOf(index), parents, operator: index < GENERATION ? 'fresh' : 'mutate' },
      anchors: [],
    }),
    fact('CandidateDrafted', {
      ...{ code: artifact(`code ${index}`), fileName: 'codec.py', language: 'python', provider: 'template' },
      ...{ model: null, prompt: null, reply: null, tokens: null, costUsd: null },
      ...{ hypothesis: `a finer step for codec ${index}`, expected: null, trials: [], consultations: [], tunables: [] },
    }),
  ];
}

function candidateOf(index: number): Candidate {
  return {
    ...{ language: 'python', api: 'frame', color: 'i420', track: 'pure' },
    ...{ needs: ['numpy'], imports: ['numpy'], family: FAMILIES[index % FAMILIES.length] ?? 'transform' },
    ...{ packageBytes: 4_000, complexity: 3 },
  };
}

function started(index: number, clip: Clip): ExperimentFact[] {
  const cleared = artifact(`cleared ${index}`);
  const candidate = candidateOf(index);
  return [
    fact('CandidateCleared', {
      ...{ cleared, candidate, tree: digestOf(`tree ${index}`), duplicateOf: null, changes: [], warnings: [] },
      lineMap: null,
    }),
    fact('ExecutionQueued', {
      ...{ attempt: 1, lane: 'cpu', code: cleared.digest, candidate, lineMap: null, clips: [clip] },
      ...{ qualities: QUALITIES, limits: LIMITS, seed: index, anchors: [] },
    }),
    fact('ExecutionStarted', { attempt: 1, executor: 'executor-1', lane: 'cpu', environment: { python: '3.11' } }),
  ];
}

const costOf = (index: number, quality: number, side: string) => {
  const wallMs = Math.round(100 + 900 * chance(side, index, quality));
  return { wallMs, cpuMs: wallMs, peakBytes: 60_000_000 };
};

function measured(index: number, clip: Clip): ExperimentFact[] {
  const value = 60 * chance('score', index) - 30;
  const bits = (quality: number) => ({ ...artifact(`bits ${index} ${quality}`), sizeBytes: bytesAt(index, quality) });
  return [
    fact('CandidateExecuted', {
      ...{ attempt: 1, code: artifact(`cleared ${index}`).digest, deterministic: true, jail: JAIL, log: null },
      codingMode: { mode: 'all-intra', provedBy: 'packets', packets: 15, finding: null },
      runs: QUALITIES.map((quality) => ({
        ...{ clip: clip.digest, quality, bitstream: bits(quality) },
        reconstruction: artifact(`frames ${index} ${quality}`),
        ...{ encode: costOf(index, quality, 'encode'), decode: costOf(index, quality, 'decode') },
      })),
    }),
    fact('CandidateMeasured', {
      ...{ attempt: 1, measurements: QUALITIES.map((quality) => measurementOf(index, clip, quality)) },
      ...{ bdRate: [], isoQuality: [], score: [{ clip: clip.digest, value, reason: null }] },
      ...{ aggregate: { value, reason: null }, tier: { percent: null, reason: null }, flags: [], tools: {} },
    }),
    concluded('completed', null, value),
  ];
}

const bytesAt = (index: number, quality: number): number =>
  Math.round(1_000 * 2 ** (quality / 20) * (1 + chance('rate', index)));

function measurementOf(index: number, { digest, sourceBytes }: Clip, quality: number) {
  const bytes = bytesAt(index, quality);
  const psnr = 26 + quality * 0.2 + 3 * chance('psnr', index);
  return {
    ...{ clip: digest, quality, bytes, kbps: (bytes * 8) / 2_400, bpp: (bytes * 8) / (352 * 288 * 60) },
    ...{ ratioRaw: sourceBytes / bytes, ratioSource: null, lossless: false, absent: {} },
    metrics: {
      ...{ psnr_y: psnr, psnr_u: psnr + 4, psnr_v: psnr + 5, psnr_yuv611: psnr + 1, psnr_y_framemean: psnr + 0.1 },
      ssim_y_ffmpeg: 0.7 + quality * 0.003,
    },
    perFrame: digestOf(`series ${index} ${quality}`),
  };
}

function failed(index: number, { type, outcome, code }: (typeof FAILURES)[number]): ExperimentFact[] {
  const cause: Cause = {
    ...{ code, message: `it failed at line ${index % 300}`, side: 'encode', clip: null, quality: null, frame: 4 },
    ...{ line: 1 + (index % 300), column: null, advice: null },
  };
  const data = {
    ...{ attempt: 1, code: artifact(`cleared ${index}`).digest, cause, jail: JAIL, limit: null, log: null },
    lastLines: 'Traceback',
  };
  return [{ type, schemaVersion: versionOf(type), data }, concluded(outcome, cause, null)];
}

const concluded = (outcome: Outcome, cause: Cause | null, score: number | null): ExperimentFact =>
  fact('ExperimentConcluded', { outcome, cause, score });

type DataOf<T extends ExperimentFact['type']> = Extract<ExperimentFact, { type: T }>['data'];
const fact = <T extends ExperimentFact['type']>(type: T, data: DataOf<T>) =>
  ({ type, schemaVersion: versionOf(type), data }) as Extract<ExperimentFact, { type: T }>;
