import { readFile } from 'node:fs/promises';
import { decodeJob, encodeJob, makeClip, removeClips, runBothSides } from './fixture.testing.ts';
import { testedTiers, useJail } from './use-jail.testing.ts';

const LOSSLESS = `
import zlib
import numpy as np

def compress_video_frame(frame, frame_index, config):
    print('frame', frame_index, frame.shape, frame.dtype, frame.flags.c_contiguous, frame.flags.writeable)
    packet = zlib.compress(frame.tobytes())
    frame[:] = 0
    return packet

def decompress_video_frame(data, frame_index, config):
    shape = (config['height'], config['width'], 3)
    if config['color'] == 'i420':
        shape = (config['height'] * 3 // 2, config['width'])
    return np.frombuffer(zlib.decompress(data), np.uint8).reshape(shape)
`;

afterAll(removeClips);

describe.each(testedTiers('a Python candidate'))('a Python candidate, frame by frame, in tier %s', (tier) => {
  const jail = useJail(tier);

  it.each([
    ['rgb24', 32, 16],
    ['bgr24', 33, 17],
    ['i420', 33, 17],
  ] as const)('is given %s frames of %ix%i and gives them back', async (color, width, height) => {
    const clip = await makeClip({ color, width, height });
    const { encode, decode } = await runBothSides(jail(), LOSSLESS, clip);
    expect(encode).toMatchObject({ outcome: 'ok', tier });
    expect(decode).toMatchObject({ outcome: 'ok', tier });
    if (encode.outcome !== 'ok' || decode?.outcome !== 'ok') return;
    expect(encode.packets).toHaveLength(clip.config.frame_count);
    expect(encode.measures.frameMs).toHaveLength(clip.config.frame_count);
    expect(encode.log).toContain('uint8 True True');
    expect(await readFile(decode.reconstruction ?? '')).toEqual(Buffer.from(clip.bytes));
  });

  it('keeps module state from frame to frame, and none from encoder to decoder', async () => {
    const code = `
import numpy as np
seen = []
def compress_video_frame(frame, frame_index, config):
    seen.append(frame_index)
    return bytes(seen)
def decompress_video_frame(data, frame_index, config):
    return np.full((config['height'], config['width'], 3), seen[frame_index], np.uint8)
`;
    const { encode, decode } = await runBothSides(jail(), code, await makeClip());
    expect(encode.outcome === 'ok' && encode.packets.map((packet) => [...packet])).toEqual([
      [0],
      [0, 1],
      [0, 1, 2],
      [0, 1, 2, 3],
    ]);
    expect(decode).toMatchObject({
      outcome: 'crashed',
      cause: { message: 'IndexError: list index out of range', frame: 0 },
    });
  });

  it('names frame and author line of an exception, through the map of lines', async () => {
    const code =
      'def compress_video_frame(frame, frame_index, config):\n    if frame_index == 3: raise ValueError("no")\n    return b""\n';
    const result = await jail().run(encodeJob(code, await makeClip(), { lineMap: [4, 9, 10, 11] }));
    expect(result).toMatchObject({ outcome: 'crashed', cause: { message: 'ValueError: no', frame: 3, line: 9 } });
    expect(result.log).toContain('File "codec.py", line 9, in compress_video_frame');
    expect(result.log).toContain('raise ValueError("no")');
  });

  it.each([
    ['an endless loop', 'while True: pass', { wallMs: 700, cpuMs: 20_000 }, 'timed_out', 'wallMs'],
    ['an endless sleep', 'import time; time.sleep(60)', { wallMs: 500, cpuMs: 20_000 }, 'timed_out', 'wallMs'],
    ['processor time', 'while True: pass', { wallMs: 40_000, cpuMs: 1000 }, 'timed_out', 'cpuMs'],
    ['memory', 'return b"x" * (1 << 30)', { memoryBytes: 256 << 20 }, 'out_of_memory', 'memoryBytes'],
    ['printing', 'while True: print("x" * 10000)', { logBytes: 1 << 20 }, 'crashed', 'logBytes'],
  ] as const)('ends %s at its limit', async (_, body, limits, outcome, name) => {
    const code = `def compress_video_frame(frame, frame_index, config):\n    ${body}\n`;
    const result = await jail().run(encodeJob(code, await makeClip(), { limits }));
    expect(result).toMatchObject({ outcome, cause: { limit: { name } } });
  });

  it('ends a run that is cancelled', async () => {
    const cancel = new AbortController();
    const code = 'while True: pass\n';
    const running = jail().run(encodeJob(code, await makeClip()), { signal: cancel.signal });
    setTimeout(() => cancel.abort(), 300);
    expect(await running).toMatchObject({ outcome: 'cancelled' });
  });

  it.each([
    ['a shorter frame', 'np.zeros((1, 2, 3), np.uint8)', 'expected shape (16, 32, 3), got (1, 2, 3)'],
    ['another type', 'np.zeros((16, 32, 3), np.float32)', 'expected dtype uint8, got float32'],
    ['bytes', 'bytes(16 * 32 * 3)', 'expected numpy.ndarray, got bytes'],
  ] as const)('refuses %s as a frame', async (_, value, message) => {
    const code = `import numpy as np\ndef decompress_video_frame(data, frame_index, config): return ${value}\n`;
    const clip = await makeClip();
    const result = await jail().run(
      decodeJob(
        code,
        clip,
        Array.from({ length: 4 }, () => new Uint8Array(1)),
      ),
    );
    expect(result).toMatchObject({ outcome: 'output_invalid', cause: { message, frame: 0 } });
  });
});
