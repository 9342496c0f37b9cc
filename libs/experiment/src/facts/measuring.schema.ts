import { readsOlder } from '@codecsmith/kernel';
import { z } from 'zod';
import { measuredFromVersion1 } from '../versions/index.ts';
import { metricValues } from './metric.schema.ts';
import { cause, digest, quality, text } from './shared.schema.ts';

/** All measures of one run. */
const measurement = z.object({
  clip: digest,
  quality,
  bytes: z.int().nonnegative(),
  kbps: z.number().nonnegative(),
  bpp: z.number().nonnegative(),
  ratioRaw: z.number().positive(),
  ratioSource: z.number().positive().nullable(),
  metrics: metricValues,
  lossless: z.boolean(),
  /** Why a metric is absent, by its name. */
  absent: z.record(z.string().max(50), text(500)).default({}),
  /** JSON: one `{ bytes, psnr_y, … }` a frame. */
  perFrame: digest,
});
export type Measurement = z.infer<typeof measurement>;

const bdRate = z.object({
  clip: digest,
  /** Only where the figure is about one run: an iso-quality saving. */
  quality: quality.optional(),
  anchor: z.string().max(50),
  mode: z.string().max(50),
  metric: z.string().max(50),
  percent: z.number().nullable(),
  reason: z.string().max(200).nullable(),
  overlap: z.number().nullable(),
});

/** An anchor's curve as the candidate was compared with it; `curve` is the artifact with its measured points. */
const anchorCurve = z.object({
  clip: digest,
  anchor: z.string().max(50),
  mode: z.string().max(50),
  curve: digest,
});

const score = z.object({ clip: digest, value: z.number().nullable(), reason: z.string().max(200).nullable() });

/** A figure over all clips, or null with the reason. */
const overall = z.object({ value: z.number().nullable(), reason: z.string().max(500).nullable() });

/** The newest version. */
export const measured = z.object({
  attempt: z.int().positive(),
  measurements: z.array(measurement).min(1),
  bdRate: z.array(bdRate),
  isoQuality: z.array(bdRate),
  /**
   * BD-rate against the anchor of the score as if the candidate's source were sent along, once for all clips. Where it
   * `counts`, score, verdict and tier are taken from it. Absent in facts of earlier releases.
   */
  charged: z.object({ sourceBytes: z.int().nonnegative(), counts: z.boolean(), bdRate: z.array(bdRate) }).optional(),
  score: z.array(score),
  /** The anchor that `score` and `verdict` are taken against; facts of before do not say. */
  scoredAgainst: z.object({ anchor: z.string().max(50), mode: z.string().max(50) }).optional(),
  /** The anchors behind `bdRate`; facts of before they were kept have none. */
  anchors: z.array(anchorCurve).optional(),
  /** Mean score over the full clip set; null, with the reason, when any clip has none. */
  aggregate: overall,
  /**
   * The same where every clip's curves share three quarters of the anchor's range and keep its chroma, which a verdict
   * needs and a search does not; facts of before have none.
   */
  verdict: overall.optional(),
  /** What a search goes by: the bounds of a verdict on range and chroma, whatever the clips are good for; facts of before have none. */
  inBounds: overall.optional(),
  tier: z.object({ percent: z.number().nullable(), reason: z.string().max(500).nullable() }),
  flags: z.array(z.string().max(200)),
  tools: z.record(z.string().max(50), text(500)),
});

/** Since version 2 the metrics are a record; before, the first of them were fields. */
export const candidateMeasured = readsOlder(measured, [measuredFromVersion1]);

export const measurementFailed = z.object({ attempt: z.int().positive(), cause });
