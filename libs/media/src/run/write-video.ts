import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { FileArtifactStore } from '@codecsmith/artifacts';
import type { RawVideo } from '../commands/raw-video.ts';
import {
  playArguments,
  sideBySideArguments,
  writeArguments,
  type Tags,
  type WrittenEnding,
} from '../commands/write-video.ts';
import type { DecodedVideo } from './decode-video.ts';
import { importVideo, type ImportVideoOptions } from './import-clip.ts';
import { DEFAULT_TOOLS, type MediaTools } from './media-tools.ts';
import { runTool } from './run-tool.ts';

const HOUR_MS = 3_600_000;

/** Planes of a video, and how they are to be shown. */
export interface PlanesToWrite extends Tags {
  readonly width: number;
  readonly height: number;
  readonly fps: { readonly num: number; readonly den: number };
  /** yuv420p, one frame after the other. */
  readonly planes: AsyncIterable<Uint8Array>;
}

interface WriteOptions {
  readonly tools?: MediaTools | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Writes planes as a video file: whole, or not at all. */
export async function writeVideo(
  output: string,
  ending: WrittenEnding,
  { planes, width, height, fps, ...tags }: PlanesToWrite,
  { tools = DEFAULT_TOOLS, signal }: WriteOptions = {},
): Promise<void> {
  const input: RawVideo = { url: 'pipe:0', pixelFormat: 'yuv420p', width, height, fps };
  await beside(output, async (draft) => {
    const args = writeArguments(input, tags, ending, draft);
    await runTool({ tool: tools.ffmpeg, args, timeoutMs: HOUR_MS, signal, stdin: planes });
  });
}

export interface SideBySideOptions extends WriteOptions, Pick<ImportVideoOptions, 'maxBytes'> {
  readonly output: string;
  readonly ending: WrittenEnding;
}

/** What was put side by side. */
export interface SideBySideResult {
  readonly frames: number;
  /** What differs between the two, for people. */
  readonly notes: readonly string[];
}

/** Two videos as one, side by side, as long as the shorter one. @throws ClipRefused when one cannot be read */
export async function sideBySide(left: string, right: string, options: SideBySideOptions): Promise<SideBySideResult> {
  const { output, ending, tools = DEFAULT_TOOLS, signal, maxBytes } = options;
  const folder = await mkdtemp(join(tmpdir(), 'side-by-side-'));
  try {
    const store = new FileArtifactStore(folder);
    const load = (file: string): Promise<DecodedVideo> =>
      importVideo(file, { store, maxBytes, tools, signal, target: () => ({ chroma: '420', depth: 8 }) });
    const [a, b] = [await load(left), await load(right)];
    const rawOf = async ({ digest, width, height }: DecodedVideo): Promise<RawVideo> => ({
      ...{ url: await store.localPath(digest), pixelFormat: 'yuv420p', width, height, fps: a.fps },
    });
    const frames = Math.min(a.frames, b.frames);
    const pair = [await rawOf(a), await rawOf(b)] as const;
    await beside(output, async (draft) => {
      const args = sideBySideArguments(pair, { frames, tags: a, ending, output: draft });
      await runTool({ tool: tools.ffmpeg, args, timeoutMs: HOUR_MS, signal });
    });
    return { frames, notes: notesOf(a, b) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function notesOf(a: DecodedVideo, b: DecodedVideo): string[] {
  const shown = (each: DecodedVideo): readonly (readonly [string, string, string])[] => [
    ['frames', String(each.frames), 'the shorter one decides'],
    ['heights', String(each.height), 'the right one is scaled'],
    ['rates', `${each.fps.num}/${each.fps.den}`, 'frames are paired by index, at the rate of the left one'],
  ];
  const others = shown(b);
  return shown(a).flatMap(([what, value, how], index) =>
    value === others[index]?.[1] ? [] : [`${what} differ (${value} and ${others[index]?.[1]}): ${how}`],
  );
}

/** A reader never sees half a file. */
async function beside(output: string, write: (draft: string) => Promise<void>): Promise<void> {
  const draft = join(dirname(output), `.${basename(output)}.${process.pid}.draft`);
  try {
    await write(draft);
    await rename(draft, output);
  } finally {
    await rm(draft, { force: true });
  }
}

/** Shows planes in a window as they come. @throws MediaToolMissing where there is no ffplay */
export async function playPlanes(
  { planes, width, height, fps }: PlanesToWrite,
  {
    title,
    env,
    signal,
  }: Pick<WriteOptions, 'signal'> & { readonly title: string; readonly env: Readonly<Record<string, string>> },
): Promise<void> {
  const input: RawVideo = { url: 'pipe:0', pixelFormat: 'yuv420p', width, height, fps };
  await runTool({
    tool: 'ffplay',
    args: playArguments(input, title),
    timeoutMs: 24 * HOUR_MS,
    signal,
    stdin: planes,
    env,
  });
}
