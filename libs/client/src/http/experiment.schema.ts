import {
  executed,
  experimentAnnotated,
  experimentFacts,
  measured as measuredFact,
  metricFields,
  outcome,
  phase,
} from '@codecsmith/experiment';
import { CURVE_METRICS, FRAME_METRICS, RECORDED_METRICS, type FrameMetric } from '@codecsmith/quality';
import { z } from 'zod';
import { time } from './time.schema.ts';

const { CandidateCleared, ExperimentConcluded } = experimentFacts;
const measured = measuredFact.shape;
const run = executed.shape.runs.element.shape;

const candidate = CandidateCleared.shape.candidate
  .pick({ language: true, api: true, color: true, needs: true, family: true, packageBytes: true })
  .extend({
    /** Of the code that runs. */
    digest: z.string(),
    changes: CandidateCleared.shape.changes,
    warnings: CandidateCleared.shape.warnings,
  });
export type CandidateDocument = z.infer<typeof candidate>;

/** The metrics of one frame; which of them there are depends on the tools of the lab. */
const frameFields = Object.fromEntries(
  FRAME_METRICS.map((name) => [name, z.number().nullable().optional()]),
) as Readonly<Record<FrameMetric, z.ZodOptional<z.ZodNullable<z.ZodNumber>>>>;

const framePoint = z.looseObject({
  ...frameFields,
  /** Null where one packet holds the whole clip. */
  bytes: z.int().nonnegative().nullable(),
  /** dB; null where the planes are equal. */
  psnr_y: z.number().nullable(),
});
export type FramePoint = z.infer<typeof framePoint>;
/** JSON of an artifact with per-frame numbers. */
export const frameSeriesSchema = z.array(framePoint);

const measuredRun = measured.measurements.element.omit({ perFrame: true, metrics: true }).extend({
  ...metricFields(RECORDED_METRICS),
  /** Name of the clip; `clip` is its digest. */
  clipName: z.string(),
  encode: run.encode,
  decode: run.decode,
  /** Null where the series was not read from the artifact store. */
  perFrame: frameSeriesSchema.nullable(),
  /** Artifact with the series. */
  perFrameDigest: z.string(),
  /** Artifact: everything that crossed from encoder to decoder. */
  bitstream: z.string(),
  /** Artifact: exactly what the decoder returned. */
  reconstruction: z.string(),
});
/** One run and its numbers: present only when the whole experiment was measured. */
export type MeasuredRun = z.infer<typeof measuredRun>;

/** What people wrote beside an experiment. */
const annotation = experimentAnnotated.extend({
  /** As people named it, else the name of the submitted file; null for what a generator made and nobody named. */
  name: z.string().nullable(),
}).shape;

/** Everything about one experiment, built from its facts. */
export const experimentDocumentSchema = z.object({
  experimentId: z.string(),
  ...annotation,
  phase,
  /** What it waits for while it is queued, such as `a gpu executor` or a second one; else null. */
  waitsFor: z.string().nullable(),
  /** Null until the experiment has ended. */
  outcome: outcome.nullable(),
  cause: ExperimentConcluded.shape.cause,
  /** Null until the candidate is cleared. */
  candidate: candidate.nullable(),
  runs: z.array(measuredRun),
  bdRate: measured.bdRate,
  /** One entry for each clip once the experiment has ended: a value, or null with the reason. */
  score: measured.score,
  /** Over all clips: null with the reason where one clip has no score; null until the experiment has ended. */
  aggregate: measured.aggregate.nullable(),
  /** As `aggregate`, where the curves cover enough of the anchor's range for a verdict. */
  verdict: measured.aggregate.nullable(),
  /** The anchor that score and verdict are taken against; null until measured. */
  scoredAgainst: measured.scoredAgainst.unwrap().nullable(),
  /** How that anchor was found; null until executed. */
  codingMode: executed.shape.codingMode.nullable(),
  /** BD-rate with the source sent along; null where that is not known. */
  charged: measured.charged.unwrap().nullable(),
  isoQuality: measured.isoQuality,
  tier: measured.tier.nullable(),
  flags: z.array(z.string()),
  jail: executed.shape.jail.nullable(),
  /** Number of facts so far: the version. */
  facts: z.int(),
});
export type ExperimentDocument = z.infer<typeof experimentDocumentSchema>;
export type FailureCause = NonNullable<ExperimentDocument['cause']>;

const listedRun = z.object({
  /** Digest. */
  clip: z.string(),
  clipName: z.string(),
  quality: z.int(),
  kbps: z.number(),
  ...metricFields(CURVE_METRICS),
  encodeMs: z.number(),
  decodeMs: z.number(),
  /** Of the clip: with the times above, frames a second. */
  frames: z.int(),
});
export type ListedRun = z.infer<typeof listedRun>;

/** One line of a list of experiments. */
export const experimentSummarySchema = z.object({
  experimentId: z.string(),
  ...annotation,
  phase,
  /** Version of the fact that opened the phase. */
  phaseVersion: z.int(),
  phaseSince: time,
  outcome: outcome.nullable(),
  campaign: z.string().nullable(),
  causeCode: z.string().nullable(),
  causeMessage: z.string().nullable(),
  /** `submitted`, or the provider that generates. */
  source: z.string(),
  lane: z.string(),
  /** Names. */
  clips: z.array(z.string()),
  parents: z.array(z.string()),
  operator: z.string().nullable(),
  /** Digests and numbers of frames, in the order of `clips`. */
  clipDigests: z.array(z.string()),
  clipFrames: z.array(z.int()),
  qualities: z.array(z.int()),
  /** Digest of the code that runs. */
  candidate: z.string().nullable(),
  language: z.string().nullable(),
  family: z.string().nullable(),
  attempt: z.int(),
  executor: z.string().nullable(),
  /** Percent of bits saved against the anchor; higher is better. */
  score: z.number().nullable(),
  /** Encoder and mode that the score is taken against; null where there is no measurement. */
  scoreAnchor: z.string().nullable(),
  /** Scores compare only where this is equal: anchor, mode and the frames of all clips. */
  scoreKey: z.string().nullable(),
  /** BD-rate percent of the tier reached. */
  tierPercent: z.number().nullable(),
  flags: z.array(z.string()),
  requestedAt: time,
  updatedAt: time,
  concludedAt: time.nullable(),
  /** Positions in the log. */
  firstPosition: z.int(),
  lastPosition: z.int(),
  /** Number of facts so far. */
  facts: z.int(),
  /** One of its runs: the one at the asked clip and quality, else the middle quality of its first clip. */
  run: listedRun.nullable(),
});
export type ExperimentSummary = z.infer<typeof experimentSummarySchema>;
