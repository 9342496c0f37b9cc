import { existsSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { segmentCount } from '@codecsmith/container';
import { FileArtifactStore } from '@codecsmith/artifacts';
import { importVideo, type DecodedVideo, type ImportOptions } from '@codecsmith/media';
import { readConfig } from '@codecsmith/platform';
import {
  encodeVideo,
  findQuality,
  headFor,
  segmentFramesFor,
  trialMsPerFrame,
  Unfinished,
  type Codec,
  type EncodedVideo,
  type EncodeProgress,
  type EncodeTask,
  type Target,
} from '@codecsmith/transcode';
import { z } from 'zod';
import { CommandError, EXIT } from '../exit-code.ts';
import { mediaTools } from '../media-tools.ts';
import { printNote } from '../output/print.ts';
import { createProgress, type Progress } from '../output/progress.ts';
import type { Bench } from './bench.ts';
import { spokenTime, TimeLeft } from './time-left.ts';

export interface EncodeRequest {
  readonly codec: Codec;
  readonly input: string;
  readonly output: string;
  /** A quality, or what a quality is to be searched for. */
  readonly quality: number | Target;
  readonly segmentFrames: number | undefined;
  readonly jobs: number;
  readonly how: Partial<ImportOptions>;
}

/** What was written, and what it was written from. */
export interface EncodeResult extends EncodedVideo {
  readonly quality: number;
  readonly source: DecodedVideo;
  readonly segments: number;
}

/** Seed of every run of the lab: the same codec writes the same bytes. */
const SEED = 0;
/** What takes no longer than a few seconds is not tried first. */
const TRIAL_PIXELS = 2e6;

/** Where an encode keeps what it has done until it ends. */
const partOf = (output: string): string => `${output}.part`;

/** Codes a video into a file; what was done before an interrupt is not done again. */
export async function encodeFile(request: EncodeRequest, bench: Bench): Promise<EncodeResult> {
  const { codec, output, jobs } = request;
  const part = partOf(output);
  const wasThere = existsSync(part);
  const source = await importPlanes(request, part, bench.signal);
  const { frames } = source.video;
  const segmentFrames = request.segmentFrames ?? segmentFramesFor(frames, source.video);
  const head = headFor(codec, source.video, { frames, segmentFrames, seed: SEED });
  const tools = mediaTools();
  const task = { ...bench, codec, picture: source.video, planes: source.planes, head, jobs, tools };
  const quality = await qualityFor(request, task, join(part, 'quality.json'));
  const job = { head, quality, planes: source.video.digest };
  const unfinished = await Unfinished.open(join(part, 'segments'), job);
  if (wasThere && !unfinished.resumed) printNote(`${part} holds another encode, which is given up`);
  const encoded = await follow({ ...task, quality }, unfinished, output);
  const draft = join(part, 'stream');
  await writeFile(draft, encoded.bytes, { flush: true });
  await rename(draft, output);
  await rm(part, { recursive: true, force: true });
  return { ...encoded, quality, source: source.video, segments: segmentCount(head) };
}

async function importPlanes({ input, how }: EncodeRequest, part: string, signal: AbortSignal) {
  const store = new FileArtifactStore(join(part, 'planes'));
  const video = await importVideo(input, {
    ...how,
    ...{ store, tools: mediaTools(), signal, target: () => ({ chroma: '420', depth: 8 }) },
    maxBytes: readConfig(['LAB_MEDIA_CLIP_BYTES']).LAB_MEDIA_CLIP_BYTES,
    onPlan: printNote,
  });
  for (const { message } of video.assumptions) printNote(message);
  return { video, planes: await store.localPath(video.digest) };
}

const remembered = z.object({ key: z.string(), quality: z.int() });

async function qualityFor(
  { quality: wanted, codec }: EncodeRequest,
  task: Omit<EncodeTask, 'quality'>,
  file: string,
): Promise<number> {
  if (typeof wanted === 'number') return wanted;
  const key = JSON.stringify([wanted, codec.digest, task.head, task.planes]);
  const before = await readFile(file, 'utf8')
    .then((text) => remembered.parse(JSON.parse(text)))
    .catch(() => undefined);
  if (before?.key === key) return before.quality;
  const text = 'psnrDb' in wanted ? `a PSNR-Y of ${wanted.psnrDb} dB` : `${wanted.kbps} kbps`;
  printNote(`searching the quality for ${text}`);
  const found = await findQuality(task, wanted, ({ quality, psnrDb, kbps }) =>
    printNote(`  quality ${quality}: ${psnrText(psnrDb)}, ${kbps.toFixed(1)} kbps`),
  );
  const { excerpt, quality } = found;
  if (excerpt.frames < task.head.frames) {
    printNote(`these are numbers of ${excerpt.frames} frames from ${excerpt.first} on; the whole video may differ`);
  }
  if (!found.reached) printNote(`no quality reaches that: ${quality} is the nearest`);
  await writeFile(file, JSON.stringify({ key, quality }));
  return quality;
}

/** Decibels, or what their absence means. */
export const psnrText = (db: number | null): string => (db === null ? 'lossless' : `${db.toFixed(2)} dB`);

const REDRAW_MS = 1_000;

async function follow(task: EncodeTask, unfinished: Unfinished, output: string): Promise<EncodedVideo> {
  const { head, jobs, picture, signal } = task;
  const atATime = Math.min(jobs, segmentCount(head));
  let left: TimeLeft | undefined;
  let latest: EncodeProgress | undefined;
  const progress = createProgress();
  const redraw = setInterval(() => latest && progress.redraw([lineOf(latest, left, picture.fps)]), REDRAW_MS);
  const begin = async (): Promise<TimeLeft> => {
    if (unfinished.resumed || head.frames * head.width * head.height < TRIAL_PIXELS) return new TimeLeft(undefined);
    const seconds = (await trialMsPerFrame(task, task.quality)) / 1000 / atATime;
    printNote(`about ${spokenTime(seconds * head.frames)} for ${head.frames} frames, ${atATime} at a time`);
    return new TimeLeft(seconds);
  };
  try {
    const timing = await begin();
    left = timing;
    return await encodeVideo(task, {
      unfinished,
      onProgress(now) {
        sayResumed(now, latest, progress);
        if (latest !== undefined && !process.stderr.isTTY) printNote(lineOf(now, timing, picture.fps));
        latest = now;
      },
    });
  } catch (error) {
    if (signal?.aborted !== true) throw error;
    const kept = `${latest?.doneFrames ?? 0} of ${head.frames} frames are kept in ${partOf(output)}`;
    throw new CommandError(EXIT.failed, `interrupted: ${kept}; the same command goes on from there`);
  } finally {
    clearInterval(redraw);
    progress.done();
  }
}

function sayResumed({ doneFrames, frames }: EncodeProgress, before: EncodeProgress | undefined, progress: Progress) {
  if (before === undefined && doneFrames > 0) progress.note(`${doneFrames} of ${frames} frames were done before`);
}

function lineOf(now: EncodeProgress, left: TimeLeft | undefined, fps: { num: number; den: number }): string {
  const { doneFrames, newFrames, frames, expectedBytes } = now;
  const seconds = left?.of(newFrames, frames - doneFrames);
  const rate =
    doneFrames === 0 ? '' : `, ${((expectedBytes * 8 * fps.num) / (frames * fps.den * 1000)).toFixed(1)} kbps so far`;
  const time = seconds === undefined || frames === doneFrames ? '' : `, about ${spokenTime(seconds)} left`;
  return `encoding: ${doneFrames} of ${frames} frames${rate}${time}`;
}
