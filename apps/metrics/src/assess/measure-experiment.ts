import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clip, ExperimentCommandData } from '@codecsmith/experiment';
import { DEFAULT_TOOLS, toolVersions } from '@codecsmith/media';
import {
  aggregateScore,
  carriesTables,
  chargedBytes,
  ignoresQuality,
  knowsTheClip,
  scoredAgainst,
  verdictWithheld,
  type Flag,
} from '@codecsmith/quality';
import { measureRun, type MeasuredRun } from '../measure/measure-run.ts';
import { MeasurementRefused } from '../measure/measurement-refused.ts';
import { prepareClip } from '../measure/prepare-clip.ts';
import type { ClipResult, MeasureExperimentRequest } from './assessment-parts.ts';
import { chargeOf, compareWithAnchors } from './compare-with-anchors.ts';
import { storedAnchors } from './stored-anchors.ts';
import { cautionOf, isSynthetic, tierOf } from './tier-of.ts';

export type RecordMeasured = ExperimentCommandData<'record-measured'>;

/**
 * Measures every run of an executed candidate and compares each clip with its anchors. One run whose evidence does not
 * hold fails the whole: there is no partial result.
 *
 * @throws MeasurementRefused naming the clip and quality
 */
export async function measureExperiment(request: MeasureExperimentRequest): Promise<RecordMeasured> {
  const { executed, store, tools = DEFAULT_TOOLS } = request;
  const clips: ClipResult[] = [];
  for (const digest of new Set(executed.runs.map((run) => run.clip))) {
    clips.push(await measureClip(request, clipOf(request, digest)));
  }
  const overall = (figure: 'score' | 'verdict') => {
    const { mean } = aggregateScore(
      clips.map(({ clip, assessment }) => ({ clip: clip.name, score: assessment[figure] })),
    );
    return { value: mean.value, reason: short(mean.reason, 500) };
  };
  const tier = await tierOf(clips, request);
  const flags = flagsOf(request, clips);
  return {
    attempt: executed.attempt,
    measurements: clips.flatMap(({ runs }) => runs.map(({ measurement }) => measurement)),
    bdRate: clips.flatMap(({ assessment }) => assessment.bdRate.map(shortened)),
    isoQuality: clips.flatMap(({ assessment }) => assessment.isoQuality.map(shortened)),
    ...chargedFigures(request, clips),
    score: clips.map(({ clip, assessment: { score } }) => ({
      ...{ clip: clip.digest, value: score.value, reason: short(score.reason, 200) },
    })),
    scoredAgainst: scoredAgainst(executed),
    anchors: await storedAnchors(clips, store),
    aggregate: overall('score'),
    verdict: withheld(clips, flags) ?? overall('verdict'),
    inBounds: overall('verdict'),
    tier: { percent: tier.percent, reason: short(tier.reason, 500) },
    flags,
    tools: Object.fromEntries(
      Object.entries(await toolVersions(tools)).map(([name, version]) => [name, short(version, 500)]),
    ),
  };
}

/** Null with the reason where no score may be called a verdict. */
function withheld(clips: readonly ClipResult[], flags: readonly Flag[]): RecordMeasured['verdict'] | null {
  const reason = verdictWithheld({
    clips: clips.map(({ clip }) => ({
      name: clip.name,
      generated: isSynthetic(clip),
      sealed: clip.alteration !== undefined,
      caution: cautionOf(clip),
    })),
    flags,
  });
  return reason === null ? null : { value: null, reason: short(reason, 500) };
}

function chargedFigures(
  request: MeasureExperimentRequest,
  clips: readonly ClipResult[],
): Pick<RecordMeasured, 'charged'> {
  const { charge } = request.queued.candidate;
  const counts = chargeOf(request)?.counts;
  if (charge === undefined || counts === undefined) return {};
  const sourceBytes = Math.round(chargedBytes(charge, 1));
  return {
    charged: { sourceBytes, counts, bdRate: clips.flatMap(({ assessment }) => assessment.charged.map(shortened)) },
  };
}

async function measureClip(request: MeasureExperimentRequest, clip: Clip): Promise<ClipResult> {
  const { executed, queued, store, tools, signal } = request;
  const { api, color } = queued.candidate;
  const folder = await mkdtemp(join(request.workFolder, 'clip-'));
  try {
    const prepared = await prepareClip({ clip, color, store, folder, tools, signal });
    const runs: MeasuredRun[] = [];
    for (const run of executed.runs.filter((each) => each.clip === clip.digest)) {
      runs.push(await measureRun({ prepared, run, api, store, folder, tools, signal }));
    }
    return { clip, runs, ...(await compareWithAnchors(clip, runs, request)) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function clipOf({ queued }: MeasureExperimentRequest, digest: string): Clip {
  const clip = queued.clips.find((each) => each.digest === digest);
  if (clip !== undefined) return clip;
  throw new MeasurementRefused('clip_unknown', `clip ${digest} was not requested`, { clip: digest, quality: null });
}

function flagsOf({ executed, queued }: MeasureExperimentRequest, clips: readonly ClipResult[]): Flag[] {
  const flags: Flag[] = [];
  if (clips.some(({ runs }) => ignoresQuality(runs.map(({ measurement }) => measurement.bytes))))
    flags.push('quality_ignored');
  if (executed.deterministic === false) flags.push('not_deterministic');
  if (executed.jail.unsafe) flags.push('unsafe_jail');
  const scores = clips.map(({ clip, assessment }) => ({ ...clip, clip: clip.digest, score: assessment.score.value }));
  if (knowsTheClip(scores)) flags.push('knows_the_clip');
  if (clips.some(({ implausibleRate }) => implausibleRate)) flags.push('implausible_rate');
  if (queued.candidate.charge !== undefined && carriesTables(queued.candidate.charge)) flags.push('carries_tables');
  if (clips.some(({ clip }) => isSynthetic(clip))) flags.push('synthetic_clips');
  if (clips.some(({ clip }) => cautionOf(clip) !== null)) flags.push('lossy_source');
  return flags;
}

const short = <T extends string | null>(reason: T, most: number): T => (reason?.slice(0, most) ?? null) as T;

const shortened = <T extends { readonly reason: string | null }>(figure: T): T => ({
  ...figure,
  reason: short(figure.reason, 200),
});
