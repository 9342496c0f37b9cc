import { metricFields, outcome } from '@codecsmith/experiment';
import { CURVE_METRICS } from '@codecsmith/quality';
import { z } from 'zod';
import { time } from './time.schema.ts';

const point = z.object({
  quality: z.number(),
  kbps: z.number(),
  ...metricFields(CURVE_METRICS),
});
export type CurvePoint = z.infer<typeof point>;

const candidateCurve = z.object({
  experimentId: z.string(),
  campaign: z.string().nullable(),
  family: z.string().nullable(),
  /** Percent of bits saved against the anchor, over all clips; higher is better. */
  score: z.number().nullable(),
  /** Encoder and mode that the score is taken against. */
  scoreAnchor: z.string().nullable(),
  /** Scores compare only where this is equal. */
  scoreKey: z.string().nullable(),
  parents: z.array(z.string()),
  points: z.array(point),
});
/** A candidate's points on one clip. */
export type CandidateCurve = z.infer<typeof candidateCurve>;

const anchorCurve = z.object({ encoder: z.string(), mode: z.string(), points: z.array(point) });
/** A standard encoder on one clip, measured as candidates are. */
export type AnchorCurve = z.infer<typeof anchorCurve>;

/** Everything measured on one clip. */
export const clipCurvesSchema = z.object({
  /** Digest. */
  clip: z.string(),
  /** Best score first. */
  candidates: z.array(candidateCurve),
  anchors: z.array(anchorCurve),
});
export type ClipCurves = z.infer<typeof clipCurvesSchema>;

const tally = z.object({
  name: z.string(),
  experiments: z.int(),
  completed: z.int(),
  open: z.int(),
  bestScore: z.number().nullable(),
  firstAt: time,
  lastAt: time,
});
export type CampaignTally = z.infer<typeof tally>;

/** What scores compare on: an anchor, and clips by their frames. */
const scoreKey = z.object({
  key: z.string(),
  anchor: z.string(),
  clips: z.array(z.string()),
  clipFrames: z.array(z.int()),
  experiments: z.int(),
});
export type ScoreKey = z.infer<typeof scoreKey>;

/** How work came on, over all experiments or those of one campaign. */
export const progressSchema = z.object({
  /**
   * Each time that a score beat all before it that compare with it, in order; only of experiments that no search
   * requested.
   */
  best: z.array(z.object({ experimentId: z.string(), at: time, score: z.number(), scoreKey: z.string() })),
  /** What the scores of `best` compare on: the one with the most experiments first. */
  scoreKeys: z.array(scoreKey),
  /** Experiments that ended, for each of the last spans of time in which any did. */
  throughput: z.array(z.object({ from: time, ended: z.int(), completed: z.int() })),
  /** Length of those spans. */
  spanMs: z.number(),
  /** Why experiments ended without a measurement, most frequent first. */
  causes: z.array(z.object({ outcome, code: z.string().nullable(), count: z.int() })),
  /** Names of groups of such experiments, latest first, over the whole lab. */
  campaigns: z.array(tally),
});
export type Progress = z.infer<typeof progressSchema>;
