import { RECORDED_METRICS } from '@codecsmith/quality';
import { z } from 'zod';
import type { AnchorMode } from './anchor-mode.ts';
import { metricFields } from './facts/metric.schema.ts';

/** Modes as 0.1.0 wrote them down. */
const MODES_OF_0_1: Readonly<Record<string, AnchorMode>> = {
  ai: 'all-intra',
  ld: 'low-delay',
  ra: 'random-access',
};

/** A point of an anchor's curve as it is stored: which setting of the encoder, its rate, each metric by exact name. */
export const anchorPoint = z.looseObject({
  encoder: z.string(),
  mode: z.string().overwrite((mode) => MODES_OF_0_1[mode] ?? mode),
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
