import { encodeJob, makeClip, makeHome, removeClips } from './fixture.testing.ts';
import { openJail } from './open-jail.ts';
import { makeOwnPython } from './own-python.testing.ts';

const TORCH = `
import torch
def compress_video_frame(frame, frame_index, config):
    print("TORCH", torch.get_num_threads(), torch.from_numpy(frame).to(torch.float32).sum().item(), torch.cuda.is_available())
    return b"1"
`;

afterAll(removeClips);

it('runs torch of a Python that the operator names, with as many threads as the job has', async () => {
  const [own, home] = [await makeOwnPython(), await makeHome()];
  const clip = await makeClip({ frameCount: 1 });
  const jail = await openJail({ home: home.path, python: own.python });
  const sum = clip.bytes.reduce((all, value) => all + value, 0);
  const limits = { memoryBytes: 4 * 1024 ** 3, startMs: 120_000 };
  try {
    for (const threads of [1, 2]) {
      const job = encodeJob(TORCH, clip, { preload: ['torch'], track: 'open', limits });
      const result = await jail.run({ ...job, threads });
      expect(result).toMatchObject({
        outcome: 'ok',
        environment: { torch: expect.stringMatching(/^\d+\./u) as string },
      });
      expect(result.log).toContain(`TORCH ${threads} ${sum}.0 False`);
    }
  } finally {
    await jail.close();
    await Promise.all([own.remove(), home.remove()]);
  }
});
