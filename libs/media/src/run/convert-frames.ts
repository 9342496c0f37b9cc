import { createReadStream } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import { colorOf } from '../commands/color.ts';
import { convertArguments } from '../commands/convert.ts';
import { frameBytes, type FrameFormat } from '../commands/frame-format.ts';
import { cropPlanes, cropPacked, mapFrames, padPacked, padPlanes, type MapFrame } from './frame-shapes.ts';
import { DEFAULT_TOOLS, type MediaTools } from './media-tools.ts';
import { streamTool } from './run-tool.ts';

type EightBit = Exclude<FrameFormat, 'yuv420p10le'>;

export interface ConvertFramesRequest {
  /** Raw frames, exactly `frames` of them. */
  readonly input: string;
  /** Created or overwritten; removed again when the conversion fails. */
  readonly output: string;
  /** `yuv420p` is a clip as stored, `i420` its planes with even sides, as candidates see them. */
  readonly from: EightBit;
  readonly to: EightBit;
  /** Of the clip, odd or even. */
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  /** Of the planes; null as in a clip record without tags. */
  readonly matrix: string | null;
  readonly range: string | null;
  readonly tools?: MediaTools;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/** A file of frames that is not exactly as long as its format, size and count say. */
export class WrongFrameBytes extends Error {
  override readonly name = 'WrongFrameBytes';
  constructor(
    readonly expectedBytes: number,
    readonly actualBytes: number,
    what: string,
  ) {
    super(`${what} has ${actualBytes} bytes, expected exactly ${expectedBytes}`);
  }
}

/**
 * Rewrites raw frames in another layout with the pinned conversion. An odd side is padded by repeating its last
 * samples on the way through and cropped again, so planes keep their exact size.
 *
 * @throws WrongFrameBytes when input or output is not exactly `frames` frames.
 */
export async function convertFrames(request: ConvertFramesRequest): Promise<void> {
  const { input, output, from, to, width, height, frames } = request;
  const expectedIn = frames * frameBytes(from, width, height);
  const { size } = await stat(input);
  if (size !== expectedIn) throw new WrongFrameBytes(expectedIn, size, `input (${frames} ${from} frames)`);
  try {
    const written = await writeAll(output, converted(request));
    const expectedOut = frames * frameBytes(to, width, height);
    if (written !== expectedOut) throw new WrongFrameBytes(expectedOut, written, `output (${frames} ${to} frames)`);
  } catch (error) {
    await rm(output, { force: true });
    throw error;
  }
}

function converted(request: ConvertFramesRequest): AsyncIterable<Uint8Array> {
  const { input, from, to, width, height, signal, tools = DEFAULT_TOOLS, timeoutMs = 600_000 } = request;
  const [evenWidth, evenHeight] = [width + (width % 2), height + (height % 2)];
  const source = createReadStream(input, { highWaterMark: 1 << 20 });
  const padded = reshape(source, frameBytes(from, width, height), padding(from, width, height));
  const color = colorOf({ height, matrix: request.matrix, range: request.range });
  const pixelFormats = { from: from === 'i420' ? 'yuv420p' : from, to: to === 'i420' ? 'yuv420p' : to } as const;
  const args = convertArguments({ ...pixelFormats, width: evenWidth, height: evenHeight, color });
  const same = pixelFormats.from === pixelFormats.to;
  const out = same ? padded : streamTool({ tool: tools.ffmpeg, args, timeoutMs, signal, stdin: padded });
  return reshape(out, frameBytes(to, evenWidth, evenHeight), cropping(to, width, height));
}

const reshape = (
  source: AsyncIterable<Uint8Array>,
  bytes: number,
  map: MapFrame | undefined,
): AsyncIterable<Uint8Array> => (map === undefined ? source : mapFrames(source, bytes, map));

/** From a layout's own size to even sides; nothing when it has them. */
function padding(from: EightBit, width: number, height: number): MapFrame | undefined {
  if (from === 'i420' || (width % 2 === 0 && height % 2 === 0)) return undefined;
  return from === 'yuv420p' ? padPlanes(width, height) : padPacked(width, height, 3);
}

/** From even sides to a layout's own size. */
function cropping(to: EightBit, width: number, height: number): MapFrame | undefined {
  if (to === 'i420' || (width % 2 === 0 && height % 2 === 0)) return undefined;
  return to === 'yuv420p' ? cropPlanes(width, height) : cropPacked(width, height, 3);
}

async function writeAll(path: string, chunks: AsyncIterable<Uint8Array>): Promise<number> {
  const file = await open(path, 'w');
  let written = 0;
  try {
    for await (const chunk of chunks) {
      await file.writeFile(chunk);
      written += chunk.byteLength;
    }
    return written;
  } finally {
    await file.close();
  }
}
