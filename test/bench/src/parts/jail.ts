import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildConfig, frameGeometry } from '@codecsmith/codec';
import { defaultLimits, measureStartup, openJail, type Jail } from '@codecsmith/jail';
import type { BenchContext, Figure, Measured, Part } from '../harness/figure.ts';
import { milliseconds, paired } from '../harness/paired.ts';

const SIZE = { width: 320, height: 180 };
const FRAMES = 4;
const RUNS = 8;

/**
 * Some 60 ms of arithmetic a frame: as much work for a jailed run as for a plain process. Deterministic, so that each
 * side of the pair does the same.
 */
const WORK = `import numpy as np

def compress_video_frame(frame, frame_index, config):
    plane = np.asarray(frame, dtype=np.float64)[..., 0]
    for _ in range(12):
        plane = np.fft.ifft2(np.fft.fft2(plane)).real
    return np.round(plane).astype(np.uint8).tobytes()[:64]
`;

/** What a plain process does with the same codec: starts an interpreter, reads the frames, calls the codec. */
const PLAIN = `${WORK}
import sys
data = np.fromfile(sys.argv[1], np.uint8).reshape(${FRAMES}, ${SIZE.height}, ${SIZE.width}, 3)
for index in range(${FRAMES}):
    compress_video_frame(data[index], index, None)
`;

export const jailPart: Part = {
  name: 'jail',
  about: 'runs in the jail beside the same runs as plain processes, and how soon a cleared codec works',
  async run(context) {
    const jail = await openJail({ home: context.folder, warm: 2 });
    try {
      return await measure(context, jail);
    } finally {
      await jail.close();
    }
  },
};

async function measure(context: BenchContext, jail: Jail): Promise<Measured> {
  return {
    key: [
      `tier ${jail.tier}, warm pool of 2; Python 3 with numpy`,
      `${SIZE.width}x${SIZE.height}, ${FRAMES} frames; ${RUNS} runs one after the other`,
      "a plain process is a fresh interpreter for each run, as ShinkaEvolve's and OpenEvolve's published evaluators start theirs",
    ],
    figures: [...(await eightRuns(context, jail)), ...(await startup(context, jail))],
    ratios: [
      { of: `${RUNS} runs: jail`, to: `${RUNS} runs: plain processes`, limit: { atMost: 1 } },
      { of: 'start to first frame: plain process', to: 'start to first frame: jail', limit: { atLeast: 5 } },
    ],
  };
}

async function eightRuns({ rounds, folder, say }: BenchContext, jail: Jail): Promise<Figure[]> {
  say(`${RUNS} runs of the same codec`);
  const frames = join(folder, 'frames.raw');
  const script = join(folder, 'plain.py');
  await writeFile(frames, new Uint8Array(frameGeometry('rgb24', SIZE.width, SIZE.height).bytes * FRAMES).fill(93));
  await writeFile(script, PLAIN);
  const config = buildConfig({
    ...{ ...SIZE, frameCount: FRAMES, quality: 50, color: 'rgb24' },
    fps: { numerator: 25, denominator: 1 },
  });
  const limits = defaultLimits({ pixels: SIZE.width * SIZE.height, torch: false });
  const job = { language: 'python', api: 'frame', track: 'pure', code: WORK, config, limits } as const;
  const jailed = async (): Promise<void> => {
    const result = await jail.run({ ...job, side: 'encode', frames });
    if (result.outcome !== 'ok')
      throw new Error(`the codec of the bench ended ${result.outcome}: ${result.cause.message}`);
  };
  const times = (work: () => Promise<void>) => () =>
    milliseconds(async () => {
      for (let run = 0; run < RUNS; run += 1) await work();
    });
  await readFile(frames);
  return paired(
    { [`${RUNS} runs: jail`]: times(jailed), [`${RUNS} runs: plain processes`]: times(() => plain(script, frames)) },
    { unit: 'ms', rounds },
  );
}

async function plain(script: string, frames: string): Promise<void> {
  const child = spawn('/usr/bin/python3', [script, frames], { stdio: 'ignore', env: { PATH: '/usr/bin:/bin' } });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`the plain process ended with ${String(code)}`);
}

async function startup({ rounds, folder, say }: BenchContext, jail: Jail): Promise<Figure[]> {
  say('start to first frame');
  const { jailMs, plainMs } = await measureStartup(jail, { folder, rounds });
  return [
    { name: 'start to first frame: jail', unit: 'ms', samples: [...jailMs] },
    { name: 'start to first frame: plain process', unit: 'ms', samples: [...plainMs] },
  ];
}
