import { bubblewrapArguments } from '../policy/bubblewrap.ts';
import { guestEnvironment } from '../policy/environment.ts';
import { classify, type Observation } from '../policy/outcome.ts';
import { defaultLimits } from '../policy/limits.ts';
import { resourceLimits } from '../policy/resource-limits.ts';
import { FakeGpus } from './fake-gpus.testing.ts';
import { grantGpus, vanished } from './gpu-grant.ts';
import { listGpus } from './gpu-list.ts';

const fakes: FakeGpus[] = [];
const fake = (count?: number): FakeGpus => {
  const made = new FakeGpus(count);
  fakes.push(made);
  return made;
};
afterAll(() => fakes.forEach((each) => each.remove()));

describe('the list of GPUs', () => {
  it('is what the driver describes and has a device file for', () => {
    const { root } = fake(2);
    expect(listGpus(root)).toMatchObject({
      driver: '535.183.01',
      gpus: [
        { uuid: 'GPU-00000000', model: 'NVIDIA Fake 0', minor: 0 },
        { uuid: 'GPU-00000001', model: 'NVIDIA Fake 1', minor: 1 },
      ],
      reasons: [],
    });
  });

  it('says why a machine has none', () => {
    expect(listGpus(fake().root)).toEqual({ driver: null, gpus: [], reasons: ["NVIDIA's driver is not loaded"] });
    expect(listGpus(fake(0).root).reasons).toEqual(['the driver knows no GPU']);
    const noMemoryDevice = fake(1);
    noMemoryDevice.remove('dev/nvidia-uvm');
    expect(listGpus(noMemoryDevice.root).reasons).toEqual(['/dev/nvidia-uvm is not there']);
    const hidden = fake(2);
    hidden.remove('dev/nvidia0');
    expect(listGpus(hidden.root)).toMatchObject({
      gpus: [{ minor: 1 }],
      reasons: ['0000:00:00.0: /dev/nvidia0 is not there'],
    });
  });
});

describe('what a guest with a GPU is shown', () => {
  it('is exactly its device files and the driver’s libraries for CUDA', () => {
    const { root } = fake(2);
    const [, second] = grantGpus(root).grants;
    expect(second).toEqual({
      ...{ uuid: 'GPU-00000001', model: 'NVIDIA Fake 1', driver: '535.183.01' },
      devices: ['/dev/nvidia1', '/dev/nvidiactl', '/dev/nvidia-uvm'].map((target) => ({
        source: root + target,
        target,
      })),
      libraries: [
        {
          source: `${root}/usr/lib/x86_64-linux-gnu/libcuda.so.535.183.01`,
          target: '/usr/lib/x86_64-linux-gnu/libcuda.so.1',
        },
      ],
      record: `${root}/proc/driver/nvidia/gpus/0000:01:00.0/information`,
    });
  });

  it('is refused where the driver’s library is not there', () => {
    const broken = fake(1);
    broken.remove('usr/lib');
    expect(() => grantGpus(broken.root)).toThrow('libcuda.so.1 of driver 535.183.01 is in none of /usr/lib/');
  });

  it('is shown as devices, whose files nobody changes', () => {
    const devices = [{ source: '/dev/nvidia0', target: '/dev/nvidia0' }];
    const root = { folder: '/home/lab/root' };
    const text = bubblewrapArguments({ root, environment: {}, tmpBytes: 0, proc: true, devices }).join(' ');
    expect(text).toContain('--dev /dev --dev-bind /dev/nvidia0 /dev/nvidia0 --remount-ro /dev/nvidia0 --perms');
  });

  it('names one card, and gives CUDA the address space that it reserves', () => {
    expect(guestEnvironment([], { gpu: 'GPU-1' })).toMatchObject({
      CUDA_VISIBLE_DEVICES: 'GPU-1',
      CUDA_CACHE_DISABLE: '1',
    });
    expect(guestEnvironment([])).not.toHaveProperty('CUDA_VISIBLE_DEVICES');
    const context = { countsThreads: true, language: 'python', inputBytes: 0, gpu: true } as const;
    const limits = defaultLimits({ pixels: 0, torch: true });
    expect(resourceLimits(limits, { ...context, cgroup: true })).not.toHaveProperty('AS');
    expect(resourceLimits(limits, { ...context, cgroup: false })).toHaveProperty('DATA');
  });
});

describe('a card that was given', () => {
  it('is gone with its device file or its record', () => {
    const gone = fake(2);
    const [first, second] = grantGpus(gone.root).grants;
    if (first === undefined || second === undefined) throw new Error('the fake root has two cards');
    expect(vanished(first)).toBeNull();
    gone.remove('dev/nvidia0');
    gone.remove('proc/driver/nvidia/gpus/0000:01:00.0');
    expect(vanished(first)).toMatch(/^the GPU NVIDIA Fake 0 \(GPU-00000000\) is gone: .*nvidia0 is no longer there$/u);
    expect(vanished(second)).toContain('information is no longer there');
  });
});

describe('the end of a run with a GPU', () => {
  const seen: Observation = {
    ...{ ended: 'deadline', exitCode: null, signal: 9, wallMs: 1000, waitedMs: 0, cpuMs: 3, oomKills: 0 },
    ...{ peakBytes: 0, framesDone: 0 },
    ...{ failure: null, done: null, protocolError: null },
  };
  const limits = defaultLimits({ pixels: 0, torch: true });

  it('is no matter of doubt when the processor had nothing to do', () => {
    expect(classify(seen, { limits })).toHaveProperty('doubt');
    expect(classify(seen, { limits, gpu: true })).not.toHaveProperty('doubt');
    expect(classify(seen, { limits, gpu: true })).toMatchObject({ outcome: 'timed_out' });
  });

  it('is out of memory when that of the card is', () => {
    const failure = { kind: 'gpu_memory', message: 'OutOfMemoryError: CUDA out of memory', line: 3, frame: 0 } as const;
    expect(classify({ ...seen, ended: 'exit', signal: null, exitCode: 1, failure }, { limits, gpu: true })).toEqual({
      outcome: 'out_of_memory',
      cause: { message: 'the memory of the GPU: OutOfMemoryError: CUDA out of memory', line: 3, frame: 0 },
    });
  });
});
