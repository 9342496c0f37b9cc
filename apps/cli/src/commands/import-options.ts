import {
  BARE_FORMATS,
  MATRICES,
  RANGES,
  type ImportOptions,
  type Matrix,
  type Range,
  type RawLayout,
} from '@codecsmith/media';
import { InvalidArgumentError, Option } from 'commander';
import { oneOf, whole } from './options.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** What the options of {@link rawLayoutOptions} give. */
export interface RawLayoutText {
  readonly size?: Size;
  readonly pixFmt?: (typeof BARE_FORMATS)[number];
  readonly fps?: RawLayout['fps'];
}

/** What the options of {@link importOptions} give. */
export interface ImportText extends RawLayoutText {
  readonly start?: ImportOptions['start'];
  readonly frames?: number;
  readonly scale?: Size;
  readonly offGrid?: true;
  readonly matrix?: Matrix;
  readonly range?: Range;
  readonly depth?: 8 | 10;
}

/** `--size`, `--pix-fmt` and `--fps`: what a file of bare planes does not say itself. */
export const rawLayoutOptions = (): Option[] => [
  new Option('--size <WxH>', 'the file is bare planes of this size, whatever its name').argParser(parseSize),
  new Option(
    '--pix-fmt <format>',
    `of bare planes: yuv420p when left out; ${BARE_FORMATS.slice(1).join(', ')}`,
  ).argParser(oneOf('pix-fmt', BARE_FORMATS)),
  fpsOption(),
];

/** Those, and what is wanted of the file. */
export const importOptions = (): Option[] => [
  ...rawLayoutOptions(),
  new Option('--start <frame or time>', 'first frame: a number from 0, or a time such as 1.5s or 1:02.5').argParser(
    parseStart,
  ),
  new Option('--frames <number>', 'how many frames').argParser(whole(1)),
  new Option('--scale <WxH>', 'scale by lanczos').argParser(parseSize),
  new Option(
    '--off-grid',
    'cut 6 columns and lines at the start and 2 at the end: a lossy source then favours no codec by its own blocks',
  ),
  new Option('--depth <bits>', '8, to run codecs on a deeper source, or 10; else as the source is').argParser(
    (text) => Number(oneOf('depth', ['8', '10'])(text)) as 8 | 10,
  ),
  ...tagOptions(),
];

/** What can be corrected in a clip. */
export const descriptionOptions = (): Option[] => [fpsOption(), ...tagOptions()];

const fpsOption = (): Option =>
  new Option('--fps <rate>', 'frames a second, such as 25 or 30000/1001; replaces what the file says').argParser(
    parseRate,
  );

const tagOptions = (): Option[] => [
  new Option('--matrix <name>', `replaces the colour matrix that the file says: ${MATRICES.join(', ')}`).argParser(
    oneOf('matrix', MATRICES),
  ),
  new Option('--range <name>', `replaces the range that the file says: ${RANGES.join(', ')}`).argParser(
    oneOf('range', RANGES),
  ),
];

const DEFAULT_RATE = { num: 25, den: 1 };

/** The layout of bare planes, once their size is given. */
export const rawLayoutOf = ({ size, pixFmt = 'yuv420p', fps = DEFAULT_RATE }: RawLayoutText): RawLayout | undefined =>
  size && { ...size, pixelFormat: pixFmt, fps };

/** The options of the media library. */
export const readImportOptions = ({ size, pixFmt, fps, ...options }: ImportText): Partial<ImportOptions> => ({
  ...options,
  ...(fps === undefined ? {} : { fps }),
  raw: rawLayoutOf({ ...(size && { size }), ...(pixFmt && { pixFmt }), ...(fps && { fps }) }),
});

function parseSize(text: string): Size {
  const [, width, height] = /^([1-9]\d{0,4})x([1-9]\d{0,4})$/.exec(text) ?? [];
  if (width === undefined || height === undefined) {
    throw new InvalidArgumentError(`"${text}" is not allowed: WIDTHxHEIGHT is, such as 352x288.`);
  }
  return { width: Number(width), height: Number(height) };
}

/** A rate as people write it; 29.97 and its like are the fractions that they stand for. */
function parseRate(text: string): { num: number; den: number } {
  const ntsc = { '23.976': 24_000, '23.98': 24_000, '29.97': 30_000, '59.94': 60_000, '119.88': 120_000 }[text];
  if (ntsc !== undefined) return { num: ntsc, den: 1001 };
  const [, num, den = '1'] = /^([1-9]\d{0,6})(?:\/([1-9]\d{0,6}))?$/.exec(text) ?? [];
  if (num === undefined) {
    throw new InvalidArgumentError(`"${text}" is not allowed: a whole number or a fraction is, such as 30000/1001.`);
  }
  return { num: Number(num), den: Number(den) };
}

/** `90`: a frame; `1.5s`, `1:02.5`: a time. */
function parseStart(text: string): NonNullable<ImportOptions['start']> {
  if (/^\d{1,9}$/.test(text)) return { frame: Number(text) };
  const [, hours = '0', minutes = '0', seconds] = /^(?:(?:(\d+):)?(\d+):)?(\d+(?:\.\d+)?)s?$/.exec(text) ?? [];
  if (seconds === undefined) {
    throw new InvalidArgumentError(
      `"${text}" is not allowed: a frame such as 90 is, or a time such as 1.5s or 1:02.5.`,
    );
  }
  return { seconds: Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) };
}
