import { createLogger } from '@codecsmith/platform';
import { Machine } from './machine.ts';

describe('the machine of an executor', () => {
  const before = process.env['LAB_EXECUTOR_LANES'];
  afterEach(() => {
    if (before === undefined) delete process.env['LAB_EXECUTOR_LANES'];
    else process.env['LAB_EXECUTOR_LANES'] = before;
  });

  it('is refused the gpu lane, which its jail cannot serve', async () => {
    process.env['LAB_EXECUTOR_LANES'] = 'cpu,gpu';
    const log = createLogger({ name: 'spec', level: 'silent' });
    await expect(Machine.open(log)).rejects.toThrow('LAB_EXECUTOR_LANES: gpu: the jail of this version');
  });
});
