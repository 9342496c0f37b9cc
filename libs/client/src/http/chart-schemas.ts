import { metricFields } from '@codecsmith/experiment';
import { CURVE_METRICS } from '@codecsmith/quality';
import { z } from 'zod';

const point = z.looseObject({
  quality: z.number(),
  kbps: z.number(),
  ...metricFields(CURVE_METRICS),
});
export type CurvePoint = z.infer<typeof point>;

/** Everything measured on one clip. */
export const clipCurvesSchema = z.looseObject({
  /** Digest. */
  clip: z.string(),
  /** Best score first. */
  candidates: z.array(
    z.looseObject({
      experimentId: z.string(),
      campaign: z.string().nullable(),
      family: z.string().nullable(),
      score: z.number().nullable(),
      parents: z.array(z.string()),
      points: z.array(point),
    }),
  ),
  anchors: z.array(z.looseObject({ encoder: z.string(), mode: z.string(), points: z.array(point) })),
});
export type ClipCurves = z.infer<typeof clipCurvesSchema>;

/** How work came on. */
export const progressSchema = z.looseObject({
  best: z.array(z.looseObject({ experimentId: z.string(), at: z.string(), score: z.number() })),
  throughput: z.array(z.looseObject({ from: z.string(), ended: z.int(), completed: z.int() })),
  spanMs: z.number(),
  causes: z.array(z.looseObject({ outcome: z.string(), code: z.string().nullable(), count: z.int() })),
  campaigns: z.array(
    z.looseObject({
      name: z.string(),
      experiments: z.int(),
      completed: z.int(),
      open: z.int(),
      bestScore: z.number().nullable(),
      firstAt: z.string(),
      lastAt: z.string(),
    }),
  ),
});
export type Progress = z.infer<typeof progressSchema>;
