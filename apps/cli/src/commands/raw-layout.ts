import type { RawLayout } from '@codecsmith/media';
import { InvalidArgumentError, Option } from 'commander';
import { oneOf } from './options.ts';

const PIXEL_FORMATS = ['yuv420p', 'yuv420p10le'] as const satisfies readonly RawLayout['pixelFormat'][];

/** What the options of {@link rawLayoutOptions} give. */
export interface RawLayoutText {
  readonly size?: Pick<RawLayout, 'width' | 'height'>;
  readonly pixFmt: RawLayout['pixelFormat'];
  readonly fps: RawLayout['fps'];
}

/** `--size`, `--pix-fmt` and `--fps`: what a file of bare planes does not say itself. */
export const rawLayoutOptions = (): Option[] => [
  new Option('--size <WxH>', 'of bare planes, such as 352x288').argParser(parseSize),
  new Option('--pix-fmt <format>', `of bare planes: ${PIXEL_FORMATS.join(', ')}`)
    .argParser(oneOf('pix-fmt', PIXEL_FORMATS))
    .default(PIXEL_FORMATS[0]),
  new Option('--fps <rate>', 'of bare planes: 25 or 30000/1001')
    .argParser(parseRate)
    .default({ num: 25, den: 1 }, '25'),
];

/** The layout of bare planes, once their size is given. */
export const rawLayoutOf = ({ size, pixFmt, fps }: RawLayoutText): RawLayout | undefined =>
  size && { ...size, pixelFormat: pixFmt, fps };

function parseSize(text: string): { width: number; height: number } {
  const [, width, height] = /^([1-9]\d{0,4})x([1-9]\d{0,4})$/.exec(text) ?? [];
  if (width === undefined || height === undefined) {
    throw new InvalidArgumentError(`"${text}" is not allowed: WIDTHxHEIGHT is, such as 352x288.`);
  }
  return { width: Number(width), height: Number(height) };
}

function parseRate(text: string): { num: number; den: number } {
  const [, num, den = '1'] = /^([1-9]\d{0,6})(?:\/([1-9]\d{0,6}))?$/.exec(text) ?? [];
  if (num === undefined) {
    throw new InvalidArgumentError(`"${text}" is not allowed: a whole number or a fraction is, such as 30000/1001.`);
  }
  return { num: Number(num), den: Number(den) };
}
