import { CURVE_METRICS, type CurveValues, type MetricValues } from '@codecsmith/quality';
import type { ContractTerms } from './contract-text.ts';

/** Metrics that a prompt shows: those of curves, and what the bound on chroma is held to. */
export const SHOWN_METRICS = [...CURVE_METRICS, 'psnr_u', 'psnr_v'] as const;

/** A measured point on a tuning clip, each metric under its exact name. */
interface MeasuredPoint extends CurveValues, Partial<Pick<MetricValues, 'psnr_u' | 'psnr_v'>> {
  /** Name of the clip. */
  readonly clip: string;
  readonly kbps: number;
}

/** A measured run of a parent. */
export interface MeasuredRun extends MeasuredPoint {
  readonly quality: number;
}

/** Rate difference to an anchor on one clip; percent is null where the curves cannot be compared. */
export interface MeasuredBd {
  readonly clip: string;
  readonly anchor: string;
  readonly metric: string;
  readonly percent: number | null;
  readonly reason: string | null;
}

/** Bits that a run takes beyond those of the anchor at equal psnr_y; null where its psnr_y is out of the anchor's range. */
export interface RateAtQuality {
  readonly clip: string;
  readonly quality: number;
  readonly anchor: string;
  readonly percent: number | null;
}

/** A run frame by frame. `bytes` is null where one packet holds the whole clip, `psnr_y` where planes are equal. */
export interface FrameByFrame {
  readonly clip: string;
  readonly quality: number;
  readonly frames: readonly { readonly bytes: number | null; readonly psnr_y: number | null }[];
}

/** How a try failed. */
export interface Failure {
  readonly outcome: string;
  /** Named cause. */
  readonly code: string | null;
  readonly message: string;
  /** Side, frame and quality, such as `decode, frame 1, quality 50`; empty where unknown. */
  readonly place: string;
  readonly line: number | null;
  readonly advice: string | null;
  /** Last lines of its log. */
  readonly lastLines: string;
}

/** A candidate whose code is bred from. */
export interface ParentMaterial {
  readonly code: string;
  readonly score: number | null;
  readonly runs: readonly MeasuredRun[];
  /** The same clips coded by the anchor, point by point. */
  readonly anchorRuns: readonly (MeasuredPoint & { readonly point: string })[];
  readonly bdRate: readonly MeasuredBd[];
  readonly rates?: readonly RateAtQuality[];
  readonly frames?: readonly FrameByFrame[];
  /** What the sanitizer warned of, and which anchor the lab found that it meets; a line each. */
  readonly remarks?: readonly string[];
  readonly failure: Failure | null;
  /** Of a codec that failed: the one that works and that it was made from, and what was changed. */
  readonly madeFrom?: { readonly score: number | null; readonly diff: string };
}

/** All that a prompt may hold. Nothing of a sealed clip belongs in here; `withheld` is the second lock on that door. */
export interface PromptMaterial extends ContractTerms {
  readonly operator: 'seed' | 'edit' | 'rewrite' | 'crossover' | 'repair';
  readonly number: number;
  /** Results of the tries up to this number are known; those between it and `number` are under way. */
  readonly sees: number;
  /** How often this try was drawn again, since its code existed already. */
  readonly resample: number;
  readonly goal: string | null;
  readonly clips: readonly {
    readonly name: string;
    readonly width: number;
    readonly height: number;
    readonly frames: number;
  }[];
  readonly parents: readonly ParentMaterial[];
  readonly inspirations: readonly {
    readonly family: string;
    readonly score: number | null;
    readonly hypothesis: string | null;
    readonly code: string;
  }[];
  readonly failures: readonly {
    readonly hypothesis: string | null;
    readonly outcome: string;
    readonly message: string;
  }[];
  /** Tries so far, in number order. */
  readonly attempts: readonly {
    readonly number: number;
    readonly operator: string;
    /** Name of the highest rung that it reached. */
    readonly rung: string;
    readonly outcome: string;
    /** Why it failed; null where it did not. */
    readonly message: string | null;
    readonly score: number | null;
    /** Points over its best parent on a common rung. */
    readonly gain: number | null;
    readonly hypothesis: string | null;
  }[];
  readonly lesson: string | null;
  /** The idea that another model had for this try; null where nobody plans. */
  readonly plan: string | null;
  readonly hints: readonly string[];
  /** Names and digests that must not appear: they are replaced wherever they stand. */
  readonly withheld: readonly string[];
}
