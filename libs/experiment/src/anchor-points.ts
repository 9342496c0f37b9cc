import { RECORDED_METRICS } from '@codecsmith/quality';
import { z } from 'zod';
import { metricFields } from './facts/metric.schema.ts';

/** A point of an anchor's curve as it is stored: which setting of the encoder, its rate, each metric by exact name. */
export const anchorPoint = z.looseObject({
  encoder: z.string(),
  mode: z.string(),
  control: z.string(),
  q: z.number(),
  bytes: z.int().nonnegative(),
  ...metricFields(RECORDED_METRICS),
  arguments: z.string(),
});

/** The artifact behind an anchor's curve: its points in the order in which they were coded. */
export const anchorCurvePoints = z.array(
  anchorPoint.extend({ kbps: z.number(), bpp: z.number(), encoderVersion: z.string() }),
);
export type AnchorCurvePoints = z.infer<typeof anchorCurvePoints>;
