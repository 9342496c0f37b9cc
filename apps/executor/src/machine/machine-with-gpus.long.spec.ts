import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeGpus } from '@codecsmith/jail/testing';
import { createLogger } from '@codecsmith/platform';
import { Machine, slotsOf } from './machine.ts';

it('sends a frame through a jail with each card, and names cards, driver and framework', async () => {
  const before = { ...process.env };
  const gpus = new FakeGpus(2);
  const home = await mkdtemp(join(tmpdir(), 'codecsmith-machine-'));
  await chmod(home, 0o755);
  await mkdir(join(home, 'guest'));
  await chmod(join(home, 'guest'), 0o755);
  const api = { LAB_API_URL: 'http://127.0.0.1:9', LAB_API_TOKEN: 'none' }; // nothing is fetched
  Object.assign(process.env, { LAB_EXECUTOR_LANES: 'cpu,gpu', LAB_GPU_ROOT: gpus.root, LAB_HOME: home, ...api });
  const machine = await Machine.open(createLogger({ name: 'spec', level: 'silent' }));
  try {
    expect(machine.environment).toMatchObject({
      ...{ gpu: 'NVIDIA Fake 0, NVIDIA Fake 1', gpuDriver: '535.183.01', gpus: 2 },
      ...{ torch: expect.stringMatching(/^(none|\d+\.)/u) as string, numpy: expect.any(String) as string },
    });
    expect(slotsOf('gpu')).toBe(2);
  } finally {
    await machine.onApplicationShutdown();
    process.env = before;
    gpus.remove();
    await rm(home, { recursive: true });
  }
});
