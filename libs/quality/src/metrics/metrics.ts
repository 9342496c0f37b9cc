/** Who computes a metric: this product from the planes, a filter of ffmpeg's own, or libvmaf inside ffmpeg. */
export type MetricSource = 'ours' | 'ffmpeg' | 'libvmaf';

/** Where a metric is used. Each use includes the ones after it. */
export type MetricUse =
  /** Lists, sort keys, rate-distortion curves, BD-rate, prompts. */
  | 'curve'
  /** Facts, reports, exports, tables of runs. */
  | 'table'
  /** The document of `codecsmith measure` only. */
  | 'measure';

/** What everything that shows a metric needs to know of it. */
export interface Metric {
  /** For people; the unit is separate. */
  readonly label: string;
  readonly unit: 'dB' | null;
  /** Decimals on a screen. Reports show one more, exports have full precision. */
  readonly digits: number;
  readonly better: 'higher' | 'lower';
  readonly source: MetricSource;
  readonly use: MetricUse;
  /** The series of a run has a value for each frame. */
  readonly perFrame: boolean;
  /** Equal planes have no finite value: the value is null and shown as ∞. */
  readonly unbounded: boolean;
  /** Every measurement that was ever recorded has it. Never set on a metric that is new: old facts lack it. */
  readonly core: boolean;
}

const REST = { better: 'higher', perFrame: false, unbounded: false, core: false } as const;
const OURS = { ...REST, unit: 'dB', digits: 2, source: 'ours', unbounded: true } as const;
const SSIM = { ...REST, unit: null, digits: 4 } as const;
const VMAF = { ...REST, unit: null, digits: 2, source: 'libvmaf', perFrame: true } as const;

/** One row a metric, in the order in which they are shown. A new metric is a row here, its computation and its test. */
const TABLE = {
  psnr_y: { ...OURS, label: 'PSNR-Y', use: 'curve', perFrame: true, core: true },
  psnr_u: { ...OURS, label: 'PSNR-U', use: 'table', perFrame: true, core: true },
  psnr_v: { ...OURS, label: 'PSNR-V', use: 'table', perFrame: true, core: true },
  psnr_yuv611: { ...OURS, label: 'PSNR-YUV', use: 'curve', core: true },
  psnr_hvs_m_y: { ...OURS, label: 'PSNR-HVS-M', use: 'curve', perFrame: true },
  ssim_y_ffmpeg: { ...SSIM, label: 'SSIM-Y', source: 'ffmpeg', use: 'curve', perFrame: true, core: true },
  ssim_y_libvmaf: { ...SSIM, label: 'SSIM-Y (libvmaf)', source: 'libvmaf', use: 'curve', perFrame: true },
  ms_ssim_y: { ...SSIM, label: 'MS-SSIM-Y', source: 'ours', use: 'curve', perFrame: true },
  vmaf: { ...VMAF, label: 'VMAF', use: 'curve' },
  vmaf_neg: { ...VMAF, label: 'VMAF-NEG', use: 'curve' },
  xpsnr: { ...REST, label: 'XPSNR-Y', unit: 'dB', digits: 2, source: 'ours', use: 'curve', perFrame: true },
  psnr_y_framemean: { ...OURS, label: 'PSNR-Y frame mean', use: 'table' },
  psnr_yuv611_mse: { ...OURS, label: 'PSNR of 6:1:1 MSE', use: 'table' },
  psnr_rgb: { ...OURS, label: 'PSNR-RGB', use: 'table' },
  psnr_y_conversion_ceiling: { ...OURS, label: 'PSNR-Y of the colour conversion alone', use: 'table' },
  psnr_avg_ffmpeg: { ...OURS, label: 'PSNR average (ffmpeg)', use: 'measure' },
  psnr_y_libvmaf: { ...OURS, label: 'PSNR-Y (libvmaf)', use: 'measure', unbounded: false },
  psnr_u_libvmaf: { ...OURS, label: 'PSNR-U (libvmaf)', use: 'measure', unbounded: false },
  psnr_v_libvmaf: { ...OURS, label: 'PSNR-V (libvmaf)', use: 'measure', unbounded: false },
  psnr_y_ctc: { ...OURS, label: 'PSNR-Y (AOM CTC peak)', use: 'measure' },
  psnr_y_ctc_framemean: { ...OURS, label: 'PSNR-Y frame mean (AOM CTC peak)', use: 'measure' },
  ssim_u_ffmpeg: { ...SSIM, label: 'SSIM-U', source: 'ffmpeg', use: 'measure' },
  ssim_v_ffmpeg: { ...SSIM, label: 'SSIM-V', source: 'ffmpeg', use: 'measure' },
  ssim_all_ffmpeg: { ...SSIM, label: 'SSIM of all planes', source: 'ffmpeg', use: 'measure' },
} as const satisfies Readonly<Record<string, Metric>>;

/** Exact name of a metric: it carries the implementation, since two of one kind differ on the same pair. */
export type MetricName = keyof typeof TABLE;
export const METRICS: Readonly<Record<MetricName, Metric>> = TABLE;

type Having<Field extends keyof Metric, Value> = {
  [Name in MetricName]: (typeof TABLE)[Name][Field] extends Value ? Name : never;
}[MetricName];
export type CurveMetric = Having<'use', 'curve'>;
export type RecordedMetric = Having<'use', 'curve' | 'table'>;
export type FrameMetric = Having<'perFrame', true>;
export type CoreMetric = Having<'core', true>;

const names = <Name extends MetricName>(fits: (metric: Metric) => boolean): readonly Name[] =>
  (Object.keys(TABLE) as Name[]).filter((name) => fits(METRICS[name]));

export const METRIC_NAMES = names<MetricName>(() => true);
/** Metrics that rate-distortion curves, BD-rates, lists and prompts are made by. */
export const CURVE_METRICS = names<CurveMetric>(({ use }) => use === 'curve');
/** Metrics that facts, reports and exports hold. */
export const RECORDED_METRICS = names<RecordedMetric>(({ use }) => use !== 'measure');
/** Metrics of each frame. */
export const FRAME_METRICS = names<FrameMetric>(({ perFrame }) => perFrame);
/** Metrics that every measurement has. */
export const CORE_METRICS = names<CoreMetric>(({ core }) => core);

type Value<Name extends MetricName> = (typeof TABLE)[Name]['unbounded'] extends true ? number | null : number;

/**
 * Metrics of one run by exact name. Null: the planes are equal and the metric has no finite value. Absent: it was not
 * measured.
 */
export type MetricValues = { readonly [Name in CoreMetric]: Value<Name> } & {
  readonly [Name in Exclude<MetricName, CoreMetric>]?: Value<Name> | undefined;
};
/** Those of them that curves are made by. */
export type CurveValues = Pick<MetricValues, CurveMetric>;

export const isMetric = (name: string): name is MetricName => Object.hasOwn(TABLE, name);

/** Label with its unit: `PSNR-Y dB`. */
export const metricTitle = (name: MetricName): string =>
  [METRICS[name].label, METRICS[name].unit ?? []].flat().join(' ');

/** A value for people: `∞` for equal planes, a dash where the metric was not measured. */
export function metricText(name: MetricName, value: number | null | undefined, digits = METRICS[name].digits): string {
  if (value === undefined) return '–';
  return value === null ? '∞' : value.toFixed(digits);
}

/** The metrics of `among` that at least one of the runs has, in the order of the table. */
export const measuredBy = <Name extends MetricName>(
  runs: readonly Partial<MetricValues>[],
  among: readonly Name[],
): readonly Name[] => among.filter((name) => runs.some((run) => run[name] !== undefined));

/**
 * Takes metrics out of an object that holds them by name, among other things.
 *
 * @throws RangeError naming a core metric that is missing, or a metric that is no number
 */
export function pickMetrics<Name extends MetricName>(values: object, among: readonly Name[]): Pick<MetricValues, Name> {
  const found = new Map<string, unknown>(Object.entries(values));
  const picked = among.flatMap((name) => {
    const value = found.get(name);
    if (value === undefined && METRICS[name].core) throw new RangeError(`${name} is missing: every measurement has it`);
    if (value === undefined) return [];
    if (value !== null && !Number.isFinite(value))
      throw new RangeError(`${name} is ${JSON.stringify(value)}: not a number`);
    return [[name, value] as const];
  });
  return Object.fromEntries(picked) as unknown as Pick<MetricValues, Name>;
}
