import { open, mkdtemp, rm, stat } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { RawLayout } from './import-clip.ts';
import type { MediaTools } from './media-tools.ts';
import { ClipRefused } from './clip-refused.ts';
import { rateOf, type FoundRate } from './frame-times.ts';
import { openUntrusted } from './open-untrusted.ts';
import { MediaToolFailed } from './run-errors.ts';
import { streamTool } from './run-tool.ts';
import type { Rational } from './tool-log.ts';

const HEAD_BYTES = 21;
const ANIMATED = 0x02;

/** Whether a file is a WebP that moves. Source: developers.google.com/speed/webp/docs/riff_container, "VP8X". */
export async function isAnimatedWebp(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    const { bytesRead } = await file.read(head, 0, HEAD_BYTES, 0);
    const names = [head.toString('latin1', 0, 4), head.toString('latin1', 8, 16)];
    return bytesRead === HEAD_BYTES && names.join('') === 'RIFFWEBPVP8X' && ((head[20] ?? 0) & ANIMATED) !== 0;
  } finally {
    await file.close();
  }
}

/** The pictures of an animation as bare planes, in a folder of their own. */
export interface UnpackedAnimation {
  readonly file: string;
  readonly layout: RawLayout;
  /** By the times for which the pictures are shown; undefined where these say none. */
  readonly rate: FoundRate | undefined;
  readonly remove: () => Promise<void>;
}

/** What the process says before the pictures; a stranger's file may have had its way with it. */
const saidSchema = z.object({
  width: z.int().min(1),
  height: z.int().min(1),
  pages: z.int().min(1),
  /** For how many milliseconds each picture is shown. */
  delay: z.array(z.int().min(0)),
  channels: z.union([z.literal(3), z.literal(4)]),
});

const MILLISECOND: Rational = { num: 1, den: 1000 };
/** Of planes whose rate nobody knows: it is refused before anything comes of it. */
const NO_RATE: Rational = { num: 25, den: 1 };

/**
 * Reads an animated WebP, which ffmpeg cannot, with sharp in a process that is shown this one file.
 *
 * @throws ClipRefused when it cannot be read; the errors of `streamTool` when the process itself fails
 */
export async function unpackAnimatedWebp(
  path: string,
  options: { readonly tools: MediaTools; readonly timeoutMs: number; readonly signal?: AbortSignal | undefined },
): Promise<UnpackedAnimation> {
  const folder = await mkdtemp(join(tmpdir(), 'animation-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const file = join(folder, 'pictures');
    const said = await unpack(path, file, options);
    const rate = rateOf(startsOf(said.delay), MILLISECOND, undefined);
    const pixelFormat = said.channels === 4 ? 'rgba' : 'rgb24';
    const layout = { width: said.width, height: said.height, pixelFormat, fps: rate?.fps ?? NO_RATE };
    return { file, layout, rate, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function unpack(
  path: string,
  into: string,
  { tools, ...limits }: Parameters<typeof unpackAnimatedWebp>[1],
): Promise<z.infer<typeof saidSchema>> {
  const { path: shown, hold, program } = await openHeld(path, tools);
  let stderr = '';
  const run = { ...hold({ tool: process.execPath, args: [program, shown] }), ...limits, name: 'sharp' };
  const onStderr = (part: string): void => void (stderr += part);
  try {
    await pipeline(streamTool({ ...run, onStderr }), createWriteStream(into, { mode: 0o600 }));
  } catch (error) {
    if (!(error instanceof MediaToolFailed)) throw error;
    const reason = /Error: (.*)/u.exec(stderr)?.[1] ?? error.message;
    throw unreadable(path, reason.replaceAll(shown, basename(path)));
  }
  const [text = ''] = stderr.split('\n', 1);
  const said = readSaid(text);
  if (said === undefined)
    throw unreadable(path, `what was said of its pictures is no description: ${text.slice(0, 200)}`);
  const expected = said.width * said.height * said.channels * said.pages;
  const { size } = await stat(into);
  if (size !== expected) throw unreadable(path, `its pictures have ${size} bytes where ${expected} were said`);
  return said;
}

function readSaid(text: string): z.infer<typeof saidSchema> | undefined {
  try {
    return saidSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

const unreadable = (path: string, reason: string): ClipRefused =>
  new ClipRefused('unreadable', `animated WebP ${basename(path)} cannot be read (${reason})`);

/** The file, the program that reads it, and the packages of that program; nothing else is shown where that can be had. */
async function openHeld(path: string, tools: MediaTools) {
  const program = fileURLToPath(new URL('../../unpack/animated-webp.mjs', import.meta.url));
  const packages = dirname(dirname(dirname(createRequire(import.meta.url).resolve('sharp'))));
  const held = { program: '/unpack/animated-webp.mjs', packages: '/unpack/node_modules' };
  const opened = await openUntrusted(path, tools.ffmpeg, [
    { source: program, target: held.program },
    ...PACKAGES.map((name) => ({ source: join(packages, name), target: `${held.packages}/${name}` })),
  ]);
  return { ...opened, program: opened.path === path ? program : held.program };
}

/** sharp and what it loads. */
const PACKAGES = ['sharp', '@img', 'detect-libc', 'semver'] as const;

/** When each picture is shown first, in milliseconds. */
const startsOf = (delays: readonly number[]): number[] => {
  let end = 0;
  return delays.map((delay) => (end += delay) - delay);
};
