import { mkdtemp, chmod, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { grantGpus, openJail, type GpuGrant } from '@codecsmith/jail';
import { FakeGpus } from '@codecsmith/jail/testing';
import type { ClipRecord } from '@codecsmith/media';
import type { Codec } from '@codecsmith/transcode';
import { GpuBench, rowOf } from './gpu-bench.ts';

/** With a card it keeps half of each sample's bits, as a codec might whose device adds in another order. */
const CODE = `
import numpy as np
def compress_video_frame(frame, frame_index, config):
    return (frame & (0xF0 if config["device"] == "cuda" else 0xFF)).tobytes()
def decompress_video_frame(data, frame_index, config):
    frame = np.frombuffer(data, np.uint8).reshape(config["height"] * 3 // 2, config["width"])
    return frame | np.uint8(config["device"] == "cuda")
`;
const CODEC = {
  ...{ language: 'python', api: 'frame', color: 'i420', track: 'pure', code: CODE, lineMap: [], preload: [] },
  ...{ digest: '', kit: '' },
} as unknown as Codec;
const CLIP = { width: 16, height: 16, frames: 2, fps: { num: 25, den: 1 } } as unknown as ClipRecord;

it('compares a codec on processor and GPU, and finds a decoder that differs', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'codecsmith-gpu-bench-'));
  await chmod(folder, 0o755);
  const gpus = new FakeGpus(1);
  const jail = await openJail({ home: join(folder, 'jail') });
  try {
    const planes = join(folder, 'planes');
    await writeFile(planes, new Uint8Array(2 * 384).fill(100));
    const [gpu] = grantGpus(gpus.root).grants as [GpuGrant];
    const found = await new GpuBench(jail, CODEC, { clip: CLIP, planes, folder }).compare(50, gpu);
    const bytes = found.cpu.bytes;
    expect(found).toMatchObject({
      ...{ quality: 50, equalDecode: false },
      cpu: { bytes, psnrYDb: null },
      gpu: { bytes, psnrYDb: 10 * Math.log10(255 ** 2 / 9) },
    });
    expect(rowOf('NVIDIA', found)).toMatch(
      new RegExp(
        `^\\| 50 \\| NVIDIA \\| [\\d.]+ / [\\d.]+ \\| .* \\| ${bytes} / ${bytes} \\| lossless / 38.59 \\| no \\|$`,
        'u',
      ),
    );
  } finally {
    await jail.close();
    gpus.remove();
    await rm(folder, { recursive: true });
  }
});
