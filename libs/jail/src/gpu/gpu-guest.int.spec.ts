import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { encodeJob, makeClip, makeHome, removeClips, type Clip } from '../host/fixture.testing.ts';
import { openJail, type Jail } from '../host/open-jail.ts';
import { FakeGpus } from './fake-gpus.testing.ts';
import { grantGpus, type GpuGrant } from './gpu-grant.ts';

/** What is around the guest: device files, libraries, environment. */
const LOOKER = `
import os, stat
def compress_video_frame(frame, frame_index, config):
    print("DEVICES", sorted(name for name in os.listdir("/dev") if name.startswith("nvidia")))
    print("LIBRARY", open("/usr/lib/x86_64-linux-gnu/libcuda.so.1").read())
    print("MANAGEMENT", os.path.exists("/usr/lib/x86_64-linux-gnu/libnvidia-ml.so.1"))
    print("CARD", os.environ["CUDA_VISIBLE_DEVICES"])
    try:
        os.chmod("/dev/nvidia1", 0o777)
    except OSError as error:
        print("CHMOD", type(error).__name__)
    return b"1"
`;
const HUNG = `
import time
def compress_video_frame(frame, frame_index, config):
    time.sleep(60)
`;
const GREEDY = `
def compress_video_frame(frame, frame_index, config):
    raise RuntimeError("CUDA out of memory. Tried to allocate 512.00 GiB")
`;

describe('a guest with a GPU', () => {
  let home: Awaited<ReturnType<typeof makeHome>>;
  let jail: Jail;
  let clip: Clip;
  let gpus: FakeGpus;
  const grant = (index: number): GpuGrant => {
    const found = grantGpus(gpus.root).grants[index];
    if (found === undefined) throw new Error(`the fake root has no card ${index}`);
    return found;
  };
  const run = (code: string, gpu: GpuGrant, wallMs = 20_000) =>
    jail.run({ ...encodeJob(code, clip, { limits: { wallMs } }), gpu });

  beforeAll(async () => {
    home = await makeHome();
    gpus = new FakeGpus(2);
    clip = await makeClip({ frameCount: 1 });
    jail = await openJail({ home: home.path });
  });
  afterAll(async () => {
    await jail.close();
    gpus.remove();
    await home.remove();
    await removeClips();
  });

  it('sees its own card, the driver’s library, and no other card', async () => {
    const result = await run(LOOKER, grant(1));
    expect(result).toMatchObject({ outcome: 'ok', files: 'shared' });
    expect(result.log.trim().split('\n')).toEqual([
      "DEVICES ['nvidia-uvm', 'nvidia1', 'nvidiactl']",
      'LIBRARY the library of the driver',
      'MANAGEMENT False',
      'CARD GPU-00000001',
      expect.stringMatching(/^CHMOD (OSError|PermissionError)$/u),
    ]);
  });

  it('has its card for itself: while another holds it, it is the lab’s fault that it cannot run', async () => {
    const [card] = grant(1).devices;
    const holder = spawn('flock', [card?.source ?? '', 'sh', '-c', 'echo held; cat']);
    await once(holder.stdout, 'data');
    const refused = await run(LOOKER, grant(1));
    holder.stdin.end();
    await once(holder, 'close');
    const message = expect.stringContaining(`the GPU is taken: another run holds ${card?.source}`) as string;
    expect(refused).toMatchObject({ outcome: 'lab_fault', cause: { message } });
    expect(await run(LOOKER, grant(1))).toMatchObject({ outcome: 'ok' });
  });

  it('that hangs is ended by the wall limit, once', async () => {
    const result = await run(HUNG, grant(0), 500);
    expect(result).toMatchObject({ outcome: 'timed_out', cause: { limit: { name: 'wallMs', value: 500 } } });
    expect(result).not.toHaveProperty('repeated');
  });

  it('that runs out of the card’s memory is out of memory', async () => {
    expect(await run(GREEDY, grant(0))).toMatchObject({
      outcome: 'out_of_memory',
      cause: { message: expect.stringContaining('the memory of the GPU: RuntimeError: CUDA out of memory') as string },
    });
  });

  it('is not to blame when its card is gone', async () => {
    const lost = grant(0);
    gpus.remove('proc/driver/nvidia/gpus/0000:00:00.0');
    expect(await run(GREEDY, lost)).toMatchObject({
      outcome: 'lab_fault',
      cause: { message: expect.stringContaining('the GPU NVIDIA Fake 0 (GPU-00000000) is gone') as string },
    });
    gpus.remove('dev/nvidia0');
    expect(await run(LOOKER, lost)).toMatchObject({ outcome: 'lab_fault' });
  });
});
