import { OnceEach } from '@codecsmith/kernel';
import { encodeArguments, type AnchorEncoder, type AnchorPoint } from '../commands/encode.ts';
import type { MediaTools } from './media-tools.ts';
import { runTool } from './run-tool.ts';

const known = new OnceEach<string>();

/** An encoder's own version, such as `164 r3095 baee400`, asked once for each binary by coding one grey frame. */
export const encoderVersion = (encoder: AnchorEncoder, tools: MediaTools): Promise<string> =>
  known.get(`${tools.ffmpeg} ${encoder}`, () => ask(encoder, tools));

const PATTERN: Readonly<Record<AnchorEncoder, RegExp>> = {
  x264: /x264 - core (\d+(?: r\d+)?(?: [0-9a-f]+)?)/,
  x265: /HEVC encoder version (\S+)/,
  svtav1: /SVT-AV1 Encoder Lib (\S+)/,
};

const SIDE = 64;

async function ask(encoder: AnchorEncoder, { ffmpeg }: MediaTools): Promise<string> {
  const point: AnchorPoint = {
    encoder,
    mode: 'all-intra',
    control: encoder === 'svtav1' ? 'crf' : 'qp',
    q: 50,
    effort: 'medium',
  };
  const input = { url: 'pipe:0', pixelFormat: 'yuv420p', width: SIDE, height: SIDE } as const;
  let log = '';
  const stream = await runTool({
    tool: ffmpeg,
    args: talkative(encodeArguments(input, point)),
    timeoutMs: 60_000,
    stdin: oneGreyFrame(),
    env: { SVT_LOG: '3' },
    onStderr: (text) => (log += text),
  });
  const version = PATTERN[encoder].exec(log + stream.toString('latin1'))?.[1];
  if (version === undefined) throw new Error(`${encoder}: ${ffmpeg} does not tell the encoder's version`);
  return version;
}

/** The same arguments without what keeps the encoder from naming itself. */
const talkative = (args: readonly string[]): string[] =>
  args
    .map((argument, i) => (args[i - 1] === '-v' ? 'info' : argument.replace('log-level=error', 'log-level=info')))
    .filter((argument, i) => argument !== '-nostdin' && argument !== '-bsf:v' && args[i - 1] !== '-bsf:v');

async function* oneGreyFrame(): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(new Uint8Array((SIDE * SIDE * 3) / 2).fill(128));
}
