import { isLossless, WRITTEN_ENDINGS, writtenEnding, writeVideo, type WrittenEnding } from '@codecsmith/media';
import { decodeVideo, pictureOf } from '@codecsmith/transcode';
import { Command } from 'commander';
import { usageError } from '../exit-code.ts';
import { mediaTools } from '../media-tools.ts';
import { printJson, printLine } from '../output/print.ts';
import { createProgress } from '../output/progress.ts';
import { withBench } from '../take-home/bench.ts';
import { readStreamFile, streamCodec } from '../take-home/read-stream.ts';
import { CODEC_HELP } from '../take-home/resolve-codec.ts';
import { jsonOption } from './options.ts';

interface DecodeOptions {
  readonly output: string;
  readonly codec?: string;
  readonly json?: true;
}

export const decodeCommand = (): Command =>
  new Command('decode')
    .description('decode a stream that encode wrote, in the jail, into a video file')
    .argument('<in>', 'a stream, such as holiday.cs')
    .requiredOption('-o, --output <file>', `the video to write: ${WRITTEN_ENDINGS.join(', ')}`)
    .option('--codec <codec>', `its codec, where this machine has not coded with it before: ${CODEC_HELP}`)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith decode holiday.cs -o holiday.y4m')
    .action(decode);

/** @throws CommandError (usage) for an ending that nothing writes */
export function endingOf(output: string): WrittenEnding {
  const ending = writtenEnding(output);
  if (ending !== undefined) return ending;
  throw usageError(`output: "${output}" is not allowed: its ending is one of ${WRITTEN_ENDINGS.join(', ')}`, {
    field: 'output',
    allowed: WRITTEN_ENDINGS,
  });
}

async function decode(input: string, { output, codec: reference, json }: DecodeOptions): Promise<void> {
  const ending = endingOf(output);
  const stream = await readStreamFile(input);
  const codec = await streamCodec(stream, reference);
  const { frames } = stream.head;
  const started = performance.now();
  await withBench(async (bench) => {
    const progress = createProgress();
    const onProgress = (done: number): void => progress.redraw([`decoding: ${done} of ${frames} frames`]);
    const tools = mediaTools();
    const planes = decodeVideo({ ...bench, codec, stream, tools, onProgress });
    const how = { tools, signal: bench.signal };
    await writeVideo(output, ending, { ...pictureOf(stream), planes }, how).finally(() => progress.done());
  });
  const seconds = (performance.now() - started) / 1000;
  if (json) return printJson({ output, ...stream.head, lossless: isLossless(ending), seconds });
  const { width, height } = stream.head;
  printLine(`${output}  ${width}x${height}, ${frames} frames, in ${seconds.toFixed(1)} s`);
  if (!isLossless(ending))
    printLine(`coded again by x264 at a high quality, for players; .y4m and .mkv keep every sample`);
}
