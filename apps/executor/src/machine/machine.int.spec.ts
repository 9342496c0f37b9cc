import { FakeGpus } from '@codecsmith/jail/testing';
import { createLogger } from '@codecsmith/platform';
import { Machine } from './machine.ts';

it('refuses the gpu lane on a machine without a GPU', async () => {
  const before = { ...process.env };
  const none = new FakeGpus();
  try {
    Object.assign(process.env, { LAB_EXECUTOR_LANES: 'cpu,gpu', LAB_GPU_ROOT: none.root });
    const message = "LAB_EXECUTOR_LANES: gpu: no GPU was found here: NVIDIA's driver is not loaded";
    await expect(Machine.open(createLogger({ name: 'spec', level: 'silent' }))).rejects.toThrow(message);
  } finally {
    process.env = before;
    none.remove();
  }
});
