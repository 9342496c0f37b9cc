import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { framesOfSegment, segmentCount, writeStream, type StreamHead } from '@codecsmith/container';
import { planeErrors, type MediaTools } from '@codecsmith/media';
import { psnrOf, rateOf, type FrameErrors, type Psnr, type Rate } from '@codecsmith/quality';
import type { Codec } from './codec.ts';
import type { Coder, SegmentTask } from './coder.ts';
import { cutPlanes, framesOfPlanes, planesOfFrames, type Picture } from './picture.ts';
import type { DoneSegment, Unfinished } from './unfinished.ts';

/** A video as planes, and how it is coded. */
export interface EncodeTask {
  readonly coder: Coder;
  readonly codec: Codec;
  readonly picture: Picture;
  /** File of yuv420p planes, one frame after the other. */
  readonly planes: string;
  readonly head: StreamHead;
  readonly quality: number;
  /** Segments at a time. */
  readonly jobs: number;
  /** Folder for temporary files. */
  readonly scratch: string;
  readonly tools: MediaTools;
  readonly signal?: AbortSignal | undefined;
}

export interface EncodeOptions {
  /** Keeps what is done, so that it need not be done again. */
  readonly unfinished: Unfinished;
  readonly onProgress: (progress: EncodeProgress) => void;
}

export interface EncodeProgress {
  readonly doneFrames: number;
  readonly frames: number;
  /** Of the segments that this process has done. */
  readonly newFrames: number;
  /** Size of the stream if the rest is coded like what is done. */
  readonly expectedBytes: number;
}

/** A stream, and what it is worth: measured on what decoders, each in a jail of its own, gave back. */
export interface EncodedVideo {
  readonly bytes: Uint8Array;
  readonly psnr: Psnr;
  readonly rate: Rate;
  /** Of the jails alone, over all segments. */
  readonly encodeMs: number;
  readonly decodeMs: number;
}

/**
 * Codes a video segment by segment. Each segment is decoded again in another jail and compared with its source.
 *
 * @throws CodingFailed
 */
export async function encodeVideo(task: EncodeTask, { unfinished, onProgress }: EncodeOptions): Promise<EncodedVideo> {
  const { head } = task;
  const count = segmentCount(head);
  const done = await Promise.all(Array.from({ length: count }, (_, index) => unfinished.read(index)));
  const progress = { newFrames: 0 };
  const report = (): void => onProgress(progressOf(head, done, progress.newFrames));
  report();
  const open = done.flatMap((segment, index) => (segment === undefined ? [index] : []));
  await eachInTurn(open, task.jobs, async (index) => {
    const segment = await codeSegment(task, index);
    await unfinished.write(index, segment);
    done[index] = segment;
    progress.newFrames += framesOfSegment(head, index);
    report();
  });
  return encodedOf(
    task,
    done.filter((segment) => segment !== undefined),
  );
}

function progressOf(head: StreamHead, done: readonly (DoneSegment | undefined)[], newFrames: number): EncodeProgress {
  const ended = done.flatMap((segment, index) => (segment === undefined ? [] : [{ segment, index }]));
  const doneFrames = ended.reduce((sum, { index }) => sum + framesOfSegment(head, index), 0);
  const bytes = ended.reduce((sum, { segment }) => sum + segment.bitstream.length, 0);
  return { doneFrames, newFrames, frames: head.frames, expectedBytes: (bytes * head.frames) / Math.max(1, doneFrames) };
}

function encodedOf({ head, picture }: EncodeTask, segments: readonly DoneSegment[]): EncodedVideo {
  const { width, height, fps } = picture;
  const bytes = writeStream({ head, segments: segments.map(({ bitstream }) => bitstream) });
  const size = { width, height, fps, frames: head.frames };
  const rate = rateOf({ bytes: bytes.length, ...size, sourceBytes: 1, sourceCompressed: false, sourceWhole: false });
  const sum = (key: 'encodeMs' | 'decodeMs'): number => segments.reduce((total, each) => total + each[key], 0);
  const errors = segments.flatMap((segment) => segment.errors);
  return { bytes, rate, psnr: psnrOf(errors, layoutOf(picture)), encodeMs: sum('encodeMs'), decodeMs: sum('decodeMs') };
}

/** Codes frames `first` and on of a task, decodes them again, and compares. */
async function codeSegment(task: EncodeTask, index: number): Promise<DoneSegment> {
  const frames = framesOfSegment(task.head, index);
  return codeFrames(task, { first: index * task.head.segmentFrames, frames }, task.quality);
}

/** The same for any run of frames at any quality. */
export async function codeFrames(
  task: Omit<EncodeTask, 'quality'>,
  { first, frames }: { readonly first: number; readonly frames: number },
  quality: number,
): Promise<DoneSegment> {
  const { coder, codec, picture, tools, signal, head } = task;
  const path = (name: string): string => join(task.scratch, `${first}-${frames}-${quality}.${name}`);
  const [source, given, decoded, back] = [path('source'), path('frames'), path('decoded'), path('planes')];
  const segment: SegmentTask = { codec, picture, frames, seed: head.seed, signal };
  const how = { picture, frames, color: codec.color, tools, signal };
  try {
    await cutPlanes(picture, { from: task.planes, to: source, first, frames });
    const started = performance.now();
    const bitstream = await coder.encode(segment, quality, await framesOfPlanes(source, given, how));
    const encoded = performance.now();
    await coder.decode(segment, bitstream, decoded);
    const ended = performance.now();
    const errors = await compare(source, await planesOfFrames(decoded, back, how), picture, frames);
    return { bitstream, errors, encodeMs: encoded - started, decodeMs: ended - encoded };
  } finally {
    await Promise.all([source, given, decoded, back].map((each) => rm(each, { force: true })));
  }
}

const layoutOf = ({ width, height }: Picture) => ({ width, height, bitDepth: 8 });

/** Candidates for odd sizes get frames with even sides; what comes back is cropped by the conversion. */
const compare = (source: string, planes: string, picture: Picture, frames: number): Promise<FrameErrors[]> =>
  planeErrors(source, planes, { ...layoutOf(picture), frames });

/** Does `work` for all items, some at a time; the first failure ends it when the others in work have ended. */
async function eachInTurn<Item>(items: readonly Item[], atATime: number, work: (item: Item) => Promise<void>) {
  const queue = [...items];
  let failure: { readonly error: unknown } | undefined;
  const take = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined && failure === undefined; item = queue.shift()) {
      await work(item).catch((error: unknown) => (failure ??= { error }));
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, atATime) }, take));
  if (failure !== undefined) throw failure.error;
}
