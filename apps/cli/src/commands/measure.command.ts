import { ClipRefused, measureFiles, MediaToolMissing, type FilesMeasurement, type RawLayout } from '@codecsmith/media';
import { Command, InvalidArgumentError } from 'commander';
import { CommandError, EXIT, missingPart } from '../exit-code.ts';
import { printJson, printLine, printNote } from '../output/print.ts';
import { decibel, renderTable } from '../output/table.ts';
import { jsonOption, oneOf } from './options.ts';

const PIXEL_FORMATS = ['yuv420p', 'yuv420p10le'] as const;

interface MeasureOptions {
  readonly size?: { readonly width: number; readonly height: number };
  readonly pixFmt: (typeof PIXEL_FORMATS)[number];
  readonly fps: { readonly num: number; readonly den: number };
  readonly json?: true;
}

export const measureCommand = (): Command =>
  new Command('measure')
    .description('every metric of a pair of files, by its exact name; needs no lab')
    .argument('<ref>', 'the original: a container, .y4m, or bare planes (.yuv)')
    .argument('<dis>', 'the same after coding')
    .option('--size <WxH>', 'of bare planes, such as 352x288', parseSize)
    .option(
      '--pix-fmt <format>',
      `of bare planes: ${PIXEL_FORMATS.join(', ')}`,
      oneOf('pix-fmt', PIXEL_FORMATS),
      'yuv420p',
    )
    .option('--fps <rate>', 'of bare planes: 25 or 30000/1001', parseRate, { num: 25, den: 1 })
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith measure original.yuv decoded.yuv --size 352x288 --json')
    .action(measure);

async function measure(reference: string, distorted: string, options: MeasureOptions): Promise<void> {
  const raw: RawLayout | undefined = options.size && {
    ...options.size,
    pixelFormat: options.pixFmt,
    fps: options.fps,
  };
  const result = await measureFiles(reference, distorted, raw === undefined ? {} : { raw }).catch((error: unknown) => {
    if (error instanceof ClipRefused) throw new CommandError(EXIT.usage, error.message, { code: error.code });
    if (error instanceof MediaToolMissing) throw missingPart(error.message);
    throw error;
  });
  if (options.json) printJson(result);
  else printMetrics(result);
}

function printMetrics({ width, height, pixelFormat, frames, metrics, absent, warnings }: FilesMeasurement): void {
  const rows = Object.entries(metrics).map(([name, value]) => [
    name,
    name.startsWith('psnr') ? decibel(value, 4) : (value?.toFixed(6) ?? 'none'),
  ]);
  printLine(`${width}x${height} ${pixelFormat}, ${frames} frames\n`);
  printLine(renderTable([{ title: 'metric' }, { title: 'value', align: 'right' }], rows));
  for (const [name, reason] of Object.entries(absent)) printNote(`${name} is absent: ${reason}`);
  for (const warning of warnings) printNote(`warning: ${warning}`);
}

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
