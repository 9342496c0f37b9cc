import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { bareFrameBytes, type Chroma } from '../commands/pixel-format.ts';
import { ClipRefused } from './clip-refused.ts';
import type { Rational } from './tool-log.ts';

/**
 * A `.y4m` file, read here because ffmpeg leaves out in silence what these files really hold: it takes 25 for a rate that
 * is missing, refuses long comments and mixed fields, and drops a last frame that is cut off.
 */
export interface Y4m {
  /** The head without comments, as ffmpeg takes it. */
  readonly head: string;
  /** Undefined where the file states none. */
  readonly fps: Rational | undefined;
  /** What its head calls the chroma, where that is not known: it is read as 4:2:0 of 8 bits then, as ffmpeg does. */
  readonly unknownChroma?: string | undefined;
  /** Some frames are interlaced and some are not. */
  readonly isMixed: boolean;
  readonly frameBytes: number;
  /** Where the samples of each whole frame begin. */
  readonly starts: readonly number[];
  /** Bytes after the last whole frame. */
  readonly tailBytes: number;
}

const LONGEST_LINE = 1 << 16;
const SHORT_LINE = 256;
const LINE_FEED = 10;
const FRAME = Buffer.from('FRAME\n');

/**
 * Reads the head and finds the frames; undefined for a file that does not begin as `.y4m` does.
 *
 * @throws ClipRefused when the head has no size: frames of such a size would never come to an end
 */
export async function readY4m(path: string): Promise<Y4m | undefined> {
  const file = await open(path);
  try {
    const line = await lineAt(file, 0, LONGEST_LINE);
    if (line === undefined || !line.startsWith('YUV4MPEG2 ')) return undefined;
    const tokens = line.trim().split(/ +/).slice(1);
    for (const side of ['W', 'H']) checkSide(side, value(tokens, side));
    const frameBytes = frameBytesOf(tokens);
    return { ...headOf(tokens), frameBytes, ...(await findFrames(file, line.length, frameBytes)) };
  } finally {
    await file.close();
  }
}

const value = (tokens: readonly string[], name: string): string | undefined =>
  tokens.find((token) => token.startsWith(name))?.slice(name.length);

function checkSide(name: string, given: string | undefined): void {
  if (given !== undefined && /^0*[1-9]\d{0,8}$/u.test(given)) return;
  const said = given === undefined ? `no ${name}` : `${name}${given}`;
  throw new ClipRefused('unreadable', `the head of the file says ${said}: a whole number of at least 1 is needed`);
}

const KNOWN_CHROMA = /^(mono\d*|4\d\d(p\d+)?|420(jpeg|mpeg2|paldv)|444alpha)$/i;

function headOf(tokens: readonly string[]): Pick<Y4m, 'head' | 'fps' | 'isMixed' | 'unknownChroma'> {
  const [num, den] = (value(tokens, 'F') ?? '').split(':').map(Number);
  const isMixed = value(tokens, 'I') === 'm';
  const kept = tokens.filter((token) => !token.startsWith('X') || /^X(YSCSS|COLORRANGE)=/.test(token));
  const head = ['YUV4MPEG2', ...kept.map((token) => (token === 'Im' ? 'I?' : token))].join(' ');
  const chroma = value(tokens, 'C') ?? '420';
  const unknownChroma = KNOWN_CHROMA.test(chroma) ? undefined : chroma;
  return {
    head: `${head}\n`,
    isMixed,
    unknownChroma,
    fps: num && den && num > 0 && den > 0 ? { num, den } : undefined,
  };
}

/** 4:2:0 of 8 bits where nothing else is said, as ffmpeg reads it. */
function frameBytesOf(tokens: readonly string[]): number {
  const [width, height] = [Number(value(tokens, 'W')), Number(value(tokens, 'H'))];
  const format = (value(tokens, 'C') ?? value(tokens, 'XYSCSS=') ?? '420').toLowerCase();
  const [, kind = '420', deep] = /^(mono|444alpha|4\d\d)p?(\d+)?/.exec(format) ?? [];
  const depth = deep === undefined || kind === '444alpha' ? 8 : Number(deep);
  if (kind === '411') return width * height + 2 * Math.ceil(width / 4) * height;
  const chroma: Chroma = kind === 'mono' ? '400' : kind.startsWith('444') ? '444' : kind === '422' ? '422' : '420';
  return bareFrameBytes({ model: 'yuv', chroma, depth, alpha: kind === '444alpha', fullRange: false }, width, height);
}

async function findFrames(file: FileHandle, headBytes: number, frameBytes: number) {
  const { size } = await file.stat();
  const starts: number[] = [];
  for (let end = headBytes; ;) {
    const line = await lineAt(file, end, SHORT_LINE);
    const next = end + (line?.length ?? 0) + frameBytes;
    if (line === undefined || !line.startsWith('FRAME') || next > size) return { starts, tailBytes: size - end };
    starts.push(end + line.length);
    end = next;
  }
}

/** The line that begins at a place, with its line feed; undefined where there is none within reach. */
async function lineAt(file: FileHandle, start: number, reach: number): Promise<string | undefined> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(reach), 0, reach, start);
  const end = buffer.subarray(0, bytesRead).indexOf(LINE_FEED);
  return end === -1 ? undefined : buffer.toString('latin1', 0, end + 1);
}

/** The first frames, or all of them, as a stream that ffmpeg reads. */
export async function* y4mStream(path: string, y4m: Y4m, frames = y4m.starts.length): AsyncGenerator<Uint8Array> {
  yield Buffer.from(y4m.head, 'latin1');
  for (const start of y4m.starts.slice(0, frames)) {
    yield FRAME;
    yield* createReadStream(path, { start, end: start + y4m.frameBytes - 1 }) as AsyncIterable<Uint8Array>;
  }
}
