import { metricFields, outcome, phase } from '@codecsmith/experiment';
import { CURVE_METRICS, FRAME_METRICS, RECORDED_METRICS, type FrameMetric } from '@codecsmith/quality';
import { z } from 'zod';

const cause = z.looseObject({
  code: z.string(),
  message: z.string(),
  side: z.enum(['encode', 'decode']).nullable(),
  clip: z.string().nullable(),
  quality: z.number().nullable(),
  frame: z.number().nullable(),
  line: z.number().nullable(),
  column: z.number().nullable(),
  advice: z.string().nullable(),
});
export type FailureCause = z.infer<typeof cause>;

const db = z.number().nullable();
const cost = z.looseObject({ wallMs: z.number(), cpuMs: z.number(), peakBytes: z.number().nullable() });

/** The metrics of one frame; which of them there are depends on the tools of the lab. */
const frameFields = Object.fromEntries(FRAME_METRICS.map((name) => [name, db.optional()])) as Readonly<
  Record<FrameMetric, z.ZodOptional<typeof db>>
>;

const measuredRun = z.looseObject({
  clip: z.string(),
  clipName: z.string(),
  quality: z.number(),
  bytes: z.number(),
  kbps: z.number(),
  bpp: z.number(),
  ratioRaw: z.number(),
  ...metricFields(RECORDED_METRICS),
  lossless: z.boolean(),
  /** Why a metric was not measured, by its name. */
  absent: z.record(z.string(), z.string()).default({}),
  encode: cost,
  decode: cost,
  /** Digests of the artifacts. */
  bitstream: z.string(),
  reconstruction: z.string(),
  perFrame: z.array(z.looseObject({ ...frameFields, bytes: z.number().nullable(), psnr_y: db })).nullable(),
});
export type MeasuredRun = z.infer<typeof measuredRun>;

const bdRate = z.looseObject({
  clip: z.string(),
  /** Only where the figure is about one run. */
  quality: z.number().optional(),
  anchor: z.string(),
  mode: z.string(),
  metric: z.string(),
  /** Negative: fewer bits than the anchor at equal quality. */
  percent: z.number().nullable(),
  reason: z.string().nullable(),
  overlap: z.number().nullable(),
});

/** A figure, or null with the reason. */
const reasoned = z.looseObject({ value: z.number().nullable(), reason: z.string().nullable() });

/** Everything about one experiment; `@codecsmith/views` builds it from the facts. */
export const experimentDocumentSchema = z.looseObject({
  experimentId: z.string(),
  phase,
  outcome: outcome.nullable(),
  cause: cause.nullable(),
  candidate: z
    .looseObject({
      digest: z.string(),
      language: z.string(),
      api: z.string(),
      color: z.string(),
      family: z.string(),
      changes: z.array(z.looseObject({ rule: z.string(), line: z.int(), message: z.string() })),
    })
    .nullable(),
  runs: z.array(measuredRun),
  bdRate: z.array(bdRate),
  isoQuality: z.array(bdRate).default([]),
  score: z.array(reasoned.extend({ clip: z.string() })),
  /** Over all clips; null until the experiment has ended. */
  aggregate: reasoned.nullable().default(null),
  verdict: reasoned.nullable().default(null),
  /** The anchor that score and verdict are taken against; null until measured. */
  scoredAgainst: z.object({ anchor: z.string(), mode: z.string() }).nullable().default(null),
  tier: z.looseObject({ percent: z.number().nullable(), reason: z.string().nullable() }).nullable().default(null),
  flags: z.array(z.string()),
  facts: z.int(),
});
export type ExperimentDocument = z.infer<typeof experimentDocumentSchema>;

const listedRun = z.looseObject({
  clip: z.string(),
  clipName: z.string(),
  quality: z.number(),
  kbps: z.number(),
  ...metricFields(CURVE_METRICS),
  encodeMs: z.number(),
  decodeMs: z.number(),
  frames: z.int(),
});

/** One line of a list of experiments. */
export const experimentSummarySchema = z.looseObject({
  experimentId: z.string(),
  phase,
  outcome: outcome.nullable(),
  campaign: z.string().nullable(),
  requestedAt: z.string(),
  concludedAt: z.string().nullable(),
  causeCode: z.string().nullable(),
  causeMessage: z.string().nullable(),
  parents: z.array(z.string()),
  family: z.string().nullable(),
  language: z.string().nullable(),
  /** Percent of bits saved against the anchor; higher is better. */
  score: z.number().nullable(),
  tierPercent: z.number().nullable(),
  /** One of its runs: the asked one, else the middle quality of its first clip. */
  run: listedRun.nullable(),
});
export type ExperimentSummary = z.infer<typeof experimentSummarySchema>;

export const clipSchema = z.looseObject({
  digest: z.string(),
  name: z.string(),
  width: z.int(),
  height: z.int(),
  fps: z.object({ num: z.int(), den: z.int() }),
  frames: z.int(),
  pixelFormat: z.string(),
});
export type KnownClip = z.infer<typeof clipSchema>;

/** How the lab is doing. */
export const labStatusSchema = z.looseObject({
  /** Last position of the log, and the last that the bus has confirmed. */
  head: z.int(),
  relayed: z.int(),
  /** Experiments under way. */
  queues: z.array(z.looseObject({ phase, lane: z.string(), count: z.int(), oldestSince: z.string() })),
  /** Experiments that ended, by outcome. */
  outcomes: z.record(z.string(), z.int()),
  /** Messages that wait for each reactor, and those it has taken and not yet acknowledged. */
  reactors: z.array(z.looseObject({ name: z.string(), waiting: z.int(), inFlight: z.int() })),
  /** Messages that could not be handled. */
  quarantined: z.int(),
  /** Experiments that have been in one phase for longer than its limit. */
  stuck: z.array(z.looseObject({ id: z.string(), phase, phaseSince: z.string(), executor: z.string().nullable() })),
});
export type LabStatus = z.infer<typeof labStatusSchema>;

/** A message that could not be handled, as it came, and why. */
export const quarantinedMessageSchema = z.looseObject({
  /** Names it; the oldest is the lowest. */
  place: z.int(),
  /** The service that gave it up. */
  origin: z.string(),
  subject: z.string(),
  deliveries: z.int(),
  reason: z.string(),
  quarantinedAt: z.string(),
  encoding: z.enum(['utf8', 'base64']),
  payload: z.string(),
});
export type QuarantinedMessage = z.infer<typeof quarantinedMessageSchema>;

/** What a token may do: each of the first three all that the ones before it may; an executor moves artifacts, no more. */
export const ROLES = ['viewer', 'submitter', 'operator', 'executor'] as const;
export type Role = (typeof ROLES)[number];

export const tokenHolderSchema = z.object({ name: z.string(), role: z.enum(ROLES) });
export type TokenHolder = z.infer<typeof tokenHolderSchema>;
export const issuedTokenSchema = tokenHolderSchema.extend({ token: z.string() });
export type IssuedToken = z.infer<typeof issuedTokenSchema>;

/** Whether the api can do its work, and what it lacks when it cannot. */
export const healthSchema = z.looseObject({
  status: z.enum(['ok', 'unavailable']),
  /** Which lab answers; null when its api does not say so. */
  lab: z.string().nullable().default(null),
  parts: z.record(z.string(), z.string()).default({}),
});
export type Health = z.infer<typeof healthSchema>;

/** One page of a list; ask again with `cursor: next` until `next` is null. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

export const pageOf = <Item>(item: z.ZodType<Item>): z.ZodType<Page<Item>> =>
  z.object({ items: z.array(item), next: z.string().nullable() });
