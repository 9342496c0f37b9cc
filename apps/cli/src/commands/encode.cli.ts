import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError, Option } from 'commander';
import { usageError } from '../exit-code.ts';
import { printJson, printLine } from '../output/print.ts';
import { withBench } from '../take-home/bench.ts';
import { encodeFile, psnrText, type EncodeResult } from '../take-home/encode.ts';
import { CODEC_HELP, resolveCodec } from '../take-home/resolve-codec.ts';
import { importOptions, readImportOptions, type ImportText } from './import-options.ts';
import { jsonOption, whole } from './options.ts';

const DEFAULT_QUALITY = 50;

interface EncodeOptions extends ImportText {
  readonly output: string;
  readonly quality?: number;
  readonly psnr?: number;
  readonly kbps?: number;
  readonly segment?: number;
  readonly jobs: number;
  readonly json?: true;
}

const EXAMPLES = `
Example:
  ./codecsmith encode quadtree-intra holiday.mp4 -o holiday.cs --psnr 38
  ./codecsmith encode champion film.mkv --start 1:02.5 --frames 240 -o film.cs --kbps 500`;

export function encodeCommand(): Command {
  const command = new Command('encode')
    .description('code a whole video with a codec, in the jail; needs a lab only for a codec of the lab')
    .argument('<codec>', CODEC_HELP)
    .argument('<in>', 'any video, a folder or pattern of numbered pictures, or bare planes with their --size')
    .requiredOption('-o, --output <file>', 'the stream to write, such as holiday.cs')
    .option('--quality <level>', `1 (worst) to 100 (best); ${DEFAULT_QUALITY} when no target is given`, whole(1, 100))
    .addOption(targetOption('psnr', 'dB', 'search the lowest quality that reaches this PSNR of luma'))
    .addOption(targetOption('kbps', 'rate', 'search the highest quality within this rate'))
    .option(
      '--segment <frames>',
      'frames that are coded without any before them; else 48, or all of a short video',
      whole(1),
    )
    .option('--jobs <number>', 'segments at a time', whole(1, 64), availableParallelism())
    .addHelpText('after', EXAMPLES);
  const ofInput = importOptions().filter(({ long }) => long !== '--depth' && long !== '--off-grid');
  for (const option of [...ofInput, jsonOption()]) command.addOption(option);
  return command.action(encode);
}

const targetOption = (name: string, value: string, description: string): Option =>
  new Option(`--${name} <${value}>`, description).argParser((text) => {
    const number = Number(text);
    if (text.trim() !== '' && Number.isFinite(number) && number > 0) return number;
    throw new InvalidArgumentError(`"${text}" is not allowed: a number above 0 is.`);
  });

async function encode(reference: string, input: string, options: EncodeOptions): Promise<void> {
  const { output, quality, psnr, kbps, segment, jobs, json, ...text } = options;
  if ([quality, psnr, kbps].filter((each) => each !== undefined).length > 1) {
    throw usageError('give one of --quality, --psnr and --kbps', { field: 'quality' });
  }
  const codec = await resolveCodec(reference);
  const target = psnr === undefined ? kbps && { kbps } : { psnrDb: psnr };
  const result = await withBench((bench) =>
    encodeFile(
      {
        ...{ codec, input, output, jobs, segmentFrames: segment, how: readImportOptions(text) },
        quality: target === undefined || target === 0 ? (quality ?? DEFAULT_QUALITY) : target,
      },
      bench,
    ),
  );
  if (json) printJson({ ...documentOf(result), codec: codec.digest, output });
  else linesOf(output, result, { psnr, kbps }).forEach((line) => printLine(line));
}

function documentOf({ quality, segments, source, psnr, rate, encodeMs, decodeMs }: EncodeResult): object {
  const { width, height, frames, fps, assumptions } = source;
  const { psnr_y, psnr_u, psnr_v, psnr_yuv611, lossless } = psnr;
  return {
    ...{ quality, segments, width, height, frames, fps, source: source.digest },
    ...{
      bytes: rate.bytes,
      kbps: rate.kbps,
      bpp: rate.bpp,
      metrics: { psnr_y, psnr_u, psnr_v, psnr_yuv611 },
      lossless,
    },
    ...{ encodeMs, decodeMs, assumptions },
  };
}

function linesOf(
  output: string,
  result: EncodeResult,
  wanted: { psnr?: number | undefined; kbps?: number | undefined },
): string[] {
  const { quality, segments, source, psnr, rate, encodeMs, decodeMs } = result;
  const { width, height, frames, fps } = source;
  const playing = (frames * fps.den) / fps.num;
  return [
    `${output}  ${width}x${height}, ${frames} frames in ${segments} segments, quality ${quality}`,
    `${rate.bytes} bytes, ${rate.kbps.toFixed(1)} kbps, ${rate.bpp.toFixed(4)} bits a pixel`,
    `PSNR-Y ${psnrText(psnr.psnr_y)}, PSNR-YUV ${psnrText(psnr.psnr_yuv611)}: measured on all frames that its decoder gave back`,
    `encode ${(encodeMs / 1000).toFixed(1)} s, decode ${(decodeMs / 1000).toFixed(1)} s of one core, for ${playing.toFixed(1)} s of video`,
    ...missed(result, wanted),
  ];
}

/** The target was searched for on an excerpt: the whole video says whether it was met. */
function missed(
  { psnr, rate, quality }: EncodeResult,
  wanted: { psnr?: number | undefined; kbps?: number | undefined },
): string[] {
  if (wanted.psnr !== undefined && psnr.psnr_y !== null && psnr.psnr_y < wanted.psnr) {
    return [`below the ${wanted.psnr} dB that were wanted: --quality ${Math.min(100, quality + 2)} is nearer`];
  }
  if (wanted.kbps !== undefined && rate.kbps > wanted.kbps) {
    return [`above the ${wanted.kbps} kbps that were wanted: --quality ${Math.max(1, quality - 2)} is nearer`];
  }
  return [];
}
