import { mkdtempSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildConfig, frameGeometry, type CodecConfig, type RunParameters } from '@codecsmith/codec';
import { defaultLimits, resolveLimits, type Limits } from '../policy/limits.ts';
import { keepPrepared, takePrepared } from './prepared.testing.ts';
import type { Jail, RunOptions } from './open-jail.ts';
import type { JailJob, JailResult } from './job.ts';

/** A folder that every uid can reach, as a jail's home must be; what earlier homes prepared is in it already. */
export async function makeHome(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'codecsmith-jail-'));
  await chmod(path, 0o755);
  await takePrepared(path);
  const remove = async (): Promise<void> => {
    await keepPrepared(path);
    await rm(path, { recursive: true, force: true });
  };
  return { path, remove };
}

/** Between two looks: often enough to strike a guest that starts, and cheap beside what is looked for. */
const LOOK_MS = 40;

/** Waits until something is so; throws when it takes too long, so that a test ends and clears up behind it. */
export async function until(isSo: () => boolean | Promise<boolean>, limitMs = 400_000): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error('what the test waits for does not come');
    await sleep(LOOK_MS);
  }
}

/** The plainest honest candidate. */
export const HONEST_PYTHON = `
import numpy as np
def compress_video_frame(frame, frame_index, config):
    return frame.tobytes()
def decompress_video_frame(data, frame_index, config):
    return np.frombuffer(data, np.uint8).reshape(config["height"], config["width"], 3)
`;

export interface Clip {
  readonly config: CodecConfig;
  readonly path: string;
  readonly bytes: Uint8Array;
}

const CLIP_FOLDER = mkdtempSync(join(tmpdir(), 'codecsmith-clip-'));
let clips = 0;

/** A small moving gradient with noise, the same at every call. */
export async function makeClip(parameters: Partial<RunParameters> = {}): Promise<Clip> {
  const config = buildConfig({
    width: 32,
    height: 16,
    fps: { numerator: 25, denominator: 1 },
    frameCount: 4,
    color: 'rgb24',
    quality: 50,
    ...parameters,
  });
  const frameBytes = frameGeometry(config.color, config.width, config.height).bytes;
  const bytes = new Uint8Array(frameBytes * config.frame_count);
  let noise = 12345;
  for (let index = 0; index < bytes.length; index += 1) {
    noise = (Math.imul(noise, 1103515245) + 12345) >>> 0;
    bytes[index] = (index % 200) + Math.floor(index / frameBytes) * 3 + (noise >>> 28);
  }
  clips += 1;
  const path = join(CLIP_FOLDER, `${clips}.raw`);
  await writeFile(path, bytes);
  return { config, path, bytes };
}

export const removeClips = (): Promise<void> => rm(CLIP_FOLDER, { recursive: true, force: true });

type JobOptions = Partial<Pick<JailJob, 'language' | 'api' | 'track' | 'preload' | 'lineMap'>> & {
  readonly limits?: Partial<Limits>;
};

function commonJob(code: string, clip: Clip, overrides: JobOptions) {
  const { limits, ...rest } = overrides;
  const defaults = defaultLimits({ pixels: clip.bytes.length / 3, torch: false });
  return {
    language: 'python' as const,
    api: 'frame' as const,
    track: 'pure' as const,
    code,
    config: clip.config,
    ...rest,
    limits: resolveLimits(defaults, limits),
  };
}

export const encodeJob = (code: string, clip: Clip, overrides: JobOptions = {}): JailJob => ({
  ...commonJob(code, clip, overrides),
  side: 'encode',
  frames: clip.path,
});

export function decodeJob(
  code: string,
  clip: Clip,
  packets: readonly Uint8Array[],
  overrides: JobOptions = {},
): JailJob {
  clips += 1;
  const reconstruction = join(CLIP_FOLDER, `${clips}.out`);
  return { ...commonJob(code, clip, overrides), side: 'decode', packets, reconstruction };
}

/** Encodes, and where that went well decodes: each in a fresh guest. */
export async function runBothSides(
  jail: Jail,
  code: string,
  clip: Clip,
  overrides: JobOptions = {},
  options: RunOptions = {},
): Promise<{ readonly encode: JailResult; readonly decode?: JailResult }> {
  const encode = await jail.run(encodeJob(code, clip, overrides), options);
  if (encode.outcome !== 'ok') return { encode };
  return { encode, decode: await jail.run(decodeJob(code, clip, encode.packets, overrides), options) };
}
