import { extname, join } from 'node:path';
import { sideBySide, WRITTEN_ENDINGS, writeVideo } from '@codecsmith/media';
import { readConfig } from '@codecsmith/platform';
import { decodeVideo, pictureOf } from '@codecsmith/transcode';
import { Command } from 'commander';
import { mediaTools } from '../media-tools.ts';
import { printJson, printLine, printNote } from '../output/print.ts';
import { withBench, type Bench } from '../take-home/bench.ts';
import { readStreamFile, streamCodec } from '../take-home/read-stream.ts';
import { endingOf } from './decode.cli.ts';
import { jsonOption } from './options.ts';

interface CompareOptions {
  readonly output: string;
  readonly json?: true;
}

export const compareCommand = (): Command =>
  new Command('compare')
    .description('two videos or streams side by side, as one video file')
    .argument('<a>', 'left: any video, or a stream such as holiday.cs')
    .argument('<b>', 'right')
    .requiredOption('-o, --output <file>', `the video to write: ${WRITTEN_ENDINGS.join(', ')}`)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith compare holiday.mp4 holiday.cs -o both.mp4')
    .action(compare);

async function compare(a: string, b: string, { output, json }: CompareOptions): Promise<void> {
  const ending = endingOf(output);
  const { frames, notes } = await withBench(async (bench) => {
    const [left, right] = [await asVideo(a, 'left', bench), await asVideo(b, 'right', bench)];
    const maxBytes = readConfig(['LAB_MEDIA_CLIP_BYTES']).LAB_MEDIA_CLIP_BYTES;
    return sideBySide(left, right, { output, ending, tools: mediaTools(), signal: bench.signal, maxBytes });
  });
  notes.forEach(printNote);
  if (json) printJson({ output, frames, notes });
  else printLine(`${output}  ${frames} frames, ${a} on the left, ${b} on the right`);
}

/** A stream is decoded first. */
async function asVideo(file: string, name: string, bench: Bench): Promise<string> {
  if (extname(file) !== '.cs') return file;
  const stream = await readStreamFile(file);
  const codec = await streamCodec(stream, undefined);
  const tools = mediaTools();
  const planes = decodeVideo({ ...bench, codec, stream, tools });
  const path = join(bench.scratch, `${name}.y4m`);
  await writeVideo(path, '.y4m', { ...pictureOf(stream), planes }, { tools, signal: bench.signal });
  return path;
}
