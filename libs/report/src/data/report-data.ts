import type { AnchorFigure, CurveMetric, MetricValues, RecordedMetric } from '@codecsmith/quality';

/** One measured point, as tables and plots show it; each metric under its exact name. */
export interface ReportPoint extends Pick<MetricValues, RecordedMetric> {
  /** What set the point: `quality 40`, `qp 30`. */
  readonly setting: string;
  readonly bytes: number;
  readonly kbps: number;
  readonly bpp: number;
  /** Only runs of candidates have these. */
  readonly encodeCpuMs?: number;
  readonly decodeCpuMs?: number;
  readonly bitstream?: string;
  readonly reconstruction?: string;
}

/** A curve: a candidate's or an anchor's points on one clip. */
export interface ReportCurve {
  readonly label: string;
  readonly kind: 'candidate' | 'anchor';
  readonly points: readonly ReportPoint[];
}

/** A curve that was measured elsewhere on the same frames: one metric, and nothing that proves it. */
interface ForeignReportCurve {
  readonly label: string;
  readonly metric: CurveMetric;
  readonly source: string;
  readonly points: readonly { readonly kbps: number; readonly value: number | null }[];
}

/** One frame of a run. */
export interface ReportFrame {
  readonly bytes: number | null;
  readonly psnr_y: number | null;
}

export interface ReportClip {
  readonly name: string;
  readonly digest: string;
  /** Such as `352x288, 150 frames, 25 fps`. */
  readonly about: string;
  /** Where its frames come from; what was assumed or changed at its import. */
  readonly notes?: readonly string[];
  readonly curves: readonly ReportCurve[];
  readonly foreign?: readonly ForeignReportCurve[];
  readonly figures: readonly AnchorFigure[];
  readonly perFrame: readonly { readonly label: string; readonly frames: readonly ReportFrame[] }[];
}

/** Everything a report shows. It holds values only: the same data give the same page, byte for byte. */
export interface ReportData {
  readonly title: string;
  /** A sentence below the title. */
  readonly summary: string;
  /** What identifies it: experiment, candidate digest, outcome, score, tier and why. */
  readonly identity: readonly (readonly [name: string, value: string])[];
  readonly clips: readonly ReportClip[];
  /** Interpreter, libraries, CPU, jail tier, tools. */
  readonly environment: readonly (readonly [name: string, value: string])[];
}
