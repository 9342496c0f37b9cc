import { METRICS, RECORDED_METRICS, type RecordedMetric } from '@codecsmith/quality';

/** What a value of a column is; each may be null. A time is text as ISO 8601 has it, in UTC. */
export type ExportType = 'text' | 'integer' | 'number' | 'flag' | 'time';

/** A column of the table that notebooks read. */
export interface ExportColumn {
  readonly type: ExportType;
  /** Null where a value has none. */
  readonly unit: string | null;
  /** What a value says, in a sentence for the documentation. */
  readonly about: string;
}

const text = (about: string): ExportColumn => ({ type: 'text', unit: null, about });
const integer = (about: string, unit: string | null = null): ExportColumn => ({ type: 'integer', unit, about });
const number = (about: string, unit: string | null = null): ExportColumn => ({ type: 'number', unit, about });
const flag = (about: string): ExportColumn => ({ type: 'flag', unit: null, about });
const time = (about: string): ExportColumn => ({ type: 'time', unit: null, about });

/** What was requested, by whom and what it came from. */
const ORIGIN = {
  kind: text(
    '`run`: one run of a candidate. `anchor`: one point of a standard encoder. `ended`: an experiment without runs.',
  ),
  experiment: text('Id of the experiment; null in rows of anchors.'),
  name: text('What people call the experiment, or the name of its file; null where nobody named it.'),
  tags: text('Its tags, separated by blanks.'),
  campaign: text('The campaign, or the name that people grouped experiments by.'),
  proposal: integer('Number of the proposal in its campaign, from 1.'),
  rung: text('The rung of the campaign that the experiment ran on.'),
  operator: text('How the campaign made the proposal, such as `mutate`.'),
  parents: text('Ids of the experiments that the code was made from, separated by blanks.'),
  source: text('`submitted`, or the provider that generated the code.'),
  model: text('The language model that wrote the code.'),
  language: text('Language of the code.'),
  family: text('Family of coding tools.'),
  candidate: text('sha256 of the code that ran.'),
  requested_at: time('When the experiment was requested.'),
  concluded_at: time('When it ended.'),
} as const satisfies Readonly<Record<string, ExportColumn>>;

/** How it ended, and what its score compares with. */
const VERDICT = {
  outcome: text('How the experiment ended, such as `completed` or `crashed`.'),
  cause: text('Code of the failure; null where there was none.'),
  cause_message: text('The failure in words.'),
  score: number('Bits saved against the anchor over all clips of the experiment; higher is better.', '%'),
  score_reason: text('Why there is no score.'),
  score_anchor: text('Encoder and mode that scores are taken against.'),
  score_key: text('Scores compare only where this is equal: the anchor, its mode and the frames of all clips.'),
  tier_percent: number('BD-rate of the tier that the experiment reached.', '%'),
  flags: text('Remarks of the lab on the numbers, separated by blanks.'),
} as const satisfies Readonly<Record<string, ExportColumn>>;

/** On which frames, and by which setting. */
const PLACE = {
  clip: text('Name of the clip.'),
  clip_digest: text('sha256 of the planes of the clip: equal frames have equal digests.'),
  width: integer('Width of a frame.', 'pixels'),
  height: integer('Height of a frame.', 'pixels'),
  frames: integer('Number of frames.'),
  fps: number('Frame rate.', 'frames/s'),
  pixel_format: text('Chroma format and depth, such as `yuv420p10le`.'),
  anchor: text('Encoder and mode of an anchor, such as `x264 low-delay`; null in rows of candidates.'),
  control: text('What the next column sets: `quality` (candidates), `qp` or `crf` (anchors).'),
  setting: number('The value that set the point.'),
} as const satisfies Readonly<Record<string, ExportColumn>>;

const SIZE = {
  bytes: integer('Everything that crossed from encoder to decoder.', 'bytes'),
  kbps: number('Bit rate at the frame rate of the clip.', 'kbit/s'),
  bpp: number('Bits for each pixel of luma.'),
  ratio_raw: number('Size of the planes divided by the size of the stream.'),
  lossless: flag('The reconstruction equals the source.'),
} as const satisfies Readonly<Record<string, ExportColumn>>;

/** On this clip alone, the same in every row of it; and what the run took and left behind. */
const REST = {
  clip_score: number('Bits saved on this clip alone, against `score_anchor`; higher is better.', '%'),
  clip_bd_rate_psnr_y: number('BD-rate (PSNR-Y) on this clip against `score_anchor`; lower is better.', '%'),
  encode_wall_ms: number('Time of the encoder, by the clock.', 'ms'),
  encode_cpu_ms: number('Time of the encoder, of all processors.', 'ms'),
  encode_peak_bytes: integer('Most memory of the encoder.', 'bytes'),
  decode_wall_ms: number('Time of the decoder, by the clock.', 'ms'),
  decode_cpu_ms: number('Time of the decoder, of all processors.', 'ms'),
  decode_peak_bytes: integer('Most memory of the decoder.', 'bytes'),
  bitstream: text('sha256 of the stream, an artifact of the lab.'),
  reconstruction: text('sha256 of the decoded planes, an artifact of the lab.'),
} as const satisfies Readonly<Record<string, ExportColumn>>;

const metricColumn = (name: RecordedMetric): ExportColumn => {
  const { label, unit, unbounded, core } = METRICS[name];
  const absent = [unbounded ? 'planes are equal' : [], core ? [] : 'it was not measured'].flat().join(', or ');
  return number(`${label}${absent === '' ? '.' : `; null where ${absent}.`}`, unit);
};
const METRIC_COLUMNS = Object.fromEntries(RECORDED_METRICS.map((name) => [name, metricColumn(name)])) as Readonly<
  Record<RecordedMetric, ExportColumn>
>;

/** Every column of an export, in order: CSV, Parquet and JSON have the same. */
export const EXPORT_COLUMNS = { ...ORIGIN, ...VERDICT, ...PLACE, ...SIZE, ...METRIC_COLUMNS, ...REST } as const;

export type ExportName = keyof typeof EXPORT_COLUMNS;
export const EXPORT_NAMES = Object.keys(EXPORT_COLUMNS) as readonly ExportName[];

type ValueOf<Type extends ExportType> =
  (Type extends 'text' | 'time' ? string : Type extends 'flag' ? boolean : number) | null;
/** One row: a run, a point of an anchor, or an experiment that ended without numbers. */
export type ExportRow = { readonly [Name in ExportName]: ValueOf<(typeof EXPORT_COLUMNS)[Name]['type']> };
