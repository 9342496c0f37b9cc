import { MediaToolMissing, playPlanes } from '@codecsmith/media';
import { environmentVariables } from '@codecsmith/platform';
import { decodeVideo, pictureOf } from '@codecsmith/transcode';
import { Command } from 'commander';
import { missingPart } from '../exit-code.ts';
import { mediaTools } from '../media-tools.ts';
import { printJson } from '../output/print.ts';
import { withBench } from '../take-home/bench.ts';
import { readStreamFile, streamCodec } from '../take-home/read-stream.ts';
import { CODEC_HELP } from '../take-home/resolve-codec.ts';
import { jsonOption } from './options.ts';

/** What a window needs to know of the desktop. */
const DESKTOP = ['DISPLAY', 'WAYLAND_DISPLAY', 'XDG_RUNTIME_DIR', 'XAUTHORITY', 'HOME', 'SDL_VIDEODRIVER'];

export const playCommand = (): Command =>
  new Command('play')
    .description('decode a stream in the jail and show it with ffplay as it comes')
    .argument('<in>', 'a stream, such as holiday.cs')
    .option('--codec <codec>', `its codec, where this machine has not coded with it before: ${CODEC_HELP}`)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith play holiday.cs')
    .action(play);

async function play(input: string, { codec: reference, json }: { codec?: string; json?: true }): Promise<void> {
  const stream = await readStreamFile(input);
  const codec = await streamCodec(stream, reference);
  const variables = environmentVariables();
  const env = Object.fromEntries(
    DESKTOP.flatMap((name) => (variables[name] === undefined ? [] : [[name, variables[name]]])),
  );
  await withBench(async (bench) => {
    const planes = decodeVideo({ ...bench, codec, stream, tools: mediaTools() });
    await playPlanes({ ...pictureOf(stream), planes }, { title: input, env, signal: bench.signal }).catch(
      (error: unknown) => {
        if (!(error instanceof MediaToolMissing)) throw error;
        throw missingPart(
          `ffplay is not here (Debian: ffmpeg). Any player shows: ./codecsmith decode ${input} -o ${input}.mp4`,
        );
      },
    );
  });
  if (json) printJson({ played: input, frames: stream.head.frames });
}
