import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildConfig, frameGeometry } from '@codecsmith/codec';
import { defaultLimits } from '../policy/limits.ts';
import type { Jail } from './open-jail.ts';
import { DEFAULT_PYTHON } from './options.ts';

/** Milliseconds of each round, in the order they were taken. */
export interface StartupTimes {
  /** From handing a cleared candidate to a jail with a warm pool until its first frame is processed. */
  readonly jailMs: readonly number[];
  /** From starting a bare interpreter until it has loaded numpy and done the same to one frame. */
  readonly plainMs: readonly number[];
}

const CANDIDATE = 'def compress_video_frame(frame, frame_index, config):\n    return frame.tobytes()\n';
const PLAIN = 'import numpy as np\nframe = np.zeros((HEIGHT, WIDTH, 3), np.uint8)\nprint(len(frame.tobytes()))\n';
const SIZE = { width: 320, height: 180 };

async function plainRound(python: string): Promise<number> {
  const program = PLAIN.replace('HEIGHT', String(SIZE.height)).replace('WIDTH', String(SIZE.width));
  const started = performance.now();
  await promisify(execFile)(python, ['-c', program], { env: { PATH: '/usr/bin:/bin' } });
  return performance.now() - started;
}

/**
 * Takes both times in turn, so that whatever else the machine does touches both alike.
 *
 * @param folder where a file of frames may be made
 * @throws Error when the candidate, which is honest, does not run
 */
export async function measureStartup(
  jail: Jail,
  { folder, rounds = 11, python = DEFAULT_PYTHON }: { folder: string; rounds?: number; python?: string },
): Promise<StartupTimes> {
  const config = buildConfig({
    ...{ ...SIZE, frameCount: 1, quality: 50, color: 'rgb24' },
    fps: { numerator: 25, denominator: 1 },
  });
  const frames = join(folder, 'startup-bench.raw');
  await writeFile(frames, new Uint8Array(frameGeometry('rgb24', SIZE.width, SIZE.height).bytes));
  const limits = defaultLimits({ pixels: SIZE.width * SIZE.height, torch: false });
  const common = { language: 'python', api: 'frame', track: 'pure', code: CANDIDATE, config, limits } as const;
  const [jailMs, plainMs]: [number[], number[]] = [[], []];
  try {
    for (let round = 0; round < rounds; round += 1) {
      await jail.warm(common);
      const result = await jail.run({ ...common, side: 'encode', frames });
      if (result.outcome !== 'ok')
        throw new Error(`the trial candidate ended ${result.outcome}: ${result.cause.message}`);
      jailMs.push(result.waitMs + (result.measures.frameMs[0] ?? result.measures.wallMs));
      plainMs.push(await plainRound(python));
    }
  } finally {
    await rm(frames, { force: true });
  }
  return { jailMs, plainMs };
}
