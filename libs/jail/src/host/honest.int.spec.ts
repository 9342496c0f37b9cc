import { readFile } from 'node:fs/promises';
import { decodeJob, encodeJob, makeClip, removeClips, runBothSides } from './fixture.testing.ts';
import { testedTiers, useJail } from './use-jail.testing.ts';

const PYTHON_VIDEO = `
import zlib
import numpy as np

def encode_video(frames, config):
    assert frames.dtype == np.uint8 and frames.flags.c_contiguous and frames.flags.writeable
    print(frames.shape, sorted(config))
    return zlib.compress(np.diff(frames, axis=0, prepend=frames[:1] * 0).tobytes())

def decode_video(data, config):
    size = (config["height"] * 3 // 2, config["width"]) if config["color"] == "i420" else (config["height"], config["width"], 3)
    return np.cumsum(np.frombuffer(zlib.decompress(data), np.uint8).reshape(-1, *size), axis=0, dtype=np.uint8)
`;

const JAVASCRIPT = `
let previous;
const difference = (data) => {
  const out = data.map((value, index) => value - (previous?.[index] ?? 0));
  previous = data.slice();
  return out;
};
const sum = (data) => (previous = data.map((value, index) => value + (previous?.[index] ?? 0)));

function compressVideoFrame(frame, frameIndex, config) {
  console.log(frameIndex, Object.keys(frame).join(), frame.width === config.width, frame.color === config.color);
  return difference(frame.data);
}
const decompressVideoFrame = (data, frameIndex, config) => sum(data);

function encodeVideo(frames, config) {
  console.log(frames.length, config.quality);
  const size = frames[0].data.length;
  const out = new Uint8Array(frames.length * size);
  frames.forEach((frame, index) => out.set(difference(frame.data), index * size));
  return out;
}
function decodeVideo(data, config) {
  const size = data.length / config.frame_count;
  return Array.from({ length: config.frame_count }, (_, index) => ({ data: sum(data.subarray(index * size, (index + 1) * size)) }));
}
`;

const LAYOUTS = [
  ['rgb24', 32, 16],
  ['bgr24', 31, 15],
  ['i420', 33, 17],
] as const;

afterAll(removeClips);

describe.each(testedTiers('honest candidates'))('honest candidates in tier %s', (tier) => {
  const jail = useJail(tier);

  it.each(
    LAYOUTS.flatMap(([color, width, height]) => [
      { language: 'python', api: 'video', code: PYTHON_VIDEO, color, width, height } as const,
      { language: 'javascript', api: 'frame', code: JAVASCRIPT, color, width, height } as const,
      { language: 'javascript', api: 'video', code: JAVASCRIPT, color, width, height } as const,
    ]),
  )(
    '$language, $api api, $color, $width × $height, comes back unchanged',
    async ({ language, api, code, ...shape }) => {
      const clip = await makeClip(shape);
      const { encode, decode } = await runBothSides(jail(), code, clip, { language, api });
      expect([encode.outcome, decode?.outcome, encode.log]).toEqual(['ok', 'ok', expect.stringMatching(/\S/)]);
      if (decode?.outcome !== 'ok' || encode.outcome !== 'ok') return;
      expect(encode.packets).toHaveLength(api === 'frame' ? clip.config.frame_count : 1);
      expect(await readFile(decode.reconstruction ?? '')).toEqual(Buffer.from(clip.bytes));
    },
  );

  it('lets ordinary Python be ordinary', async () => {
    const code = `
from __future__ import annotations
import dataclasses, enum, functools, threading, typing, pickle, hashlib, random, time, math, collections
import numpy as np

@dataclasses.dataclass
class State:
    frames: list[int] = dataclasses.field(default_factory=list)

class Mode(enum.Enum):
    INTRA = 1

input = 3
state = State()
assert __name__ != "__main__"
if __name__ == "__main__":
    raise SystemExit("self test")

def compress_video_frame(frame, frame_index, config):
    import zlib, lzma, struct
    results = []
    workers = [threading.Thread(target=lambda n=n: results.append(n)) for n in range(4)]
    [worker.start() for worker in workers]
    [worker.join() for worker in workers]
    state.frames.append(frame_index)
    assert pickle.loads(pickle.dumps(State([1]))) == State([1])
    assert (n := len(results)) == 4
    match Mode.INTRA:
        case Mode.INTRA: kind = f"{time.time():.0f}"
    started = time.perf_counter()
    print(kind, hashlib.sha256(frame).hexdigest(), eval("1 + 1"), np.linalg.svd(frame[:, :, 0].astype(float))[1][0])
    with open("/tmp/scratch", "wb") if ${tier === 'C' ? 'False' : 'True'} else open("/dev/null", "rb") as file:
        pass
    return lzma.compress(frame.tobytes()) + struct.pack("<I", len(state.frames))
`;
    expect(await jail().run(encodeJob(code, await makeClip()))).toMatchObject({ outcome: 'ok' });
  });

  it('names the author line of a failure in JavaScript', async () => {
    const code =
      'function compressVideoFrame(frame, frameIndex) {\n  if (frameIndex === 2) throw new RangeError("no");\n  return frame.data;\n}\n';
    const overrides = { language: 'javascript', lineMap: [10, 20, 30, 40, 50] } as const;
    const result = await jail().run(encodeJob(code, await makeClip(), overrides));
    expect(result).toMatchObject({ outcome: 'crashed', cause: { message: 'RangeError: no', frame: 2, line: 20 } });
    expect(result.log).toContain('codec.mjs:20');
  });

  it.each([
    ['python', 'x = 1\nraise KeyError("early")\n', "KeyError: 'early'", 2],
    ['python', 'x = (\n', "SyntaxError: '(' was never closed", 1],
    ['javascript', 'const x = 1;\nthrow new TypeError("early");\n', 'TypeError: early', 2],
    ['javascript', 'const x = ;\n', 'SyntaxError: Unexpected token', 1],
  ] as const)('tells a failure of the module itself, in %s', async (language, code, message, line) => {
    const result = await jail().run(encodeJob(code, await makeClip(), { language }));
    expect(result).toMatchObject({
      outcome: 'crashed',
      cause: { message: expect.stringContaining(message) as string, line },
    });
  });

  it.each(['python', 'javascript'] as const)('says which function is missing, in %s', async (language) => {
    const clip = await makeClip();
    const packets = Array.from({ length: clip.config.frame_count }, () => new Uint8Array(1));
    const name = language === 'python' ? 'decompress_video_frame' : 'decompressVideoFrame';
    const result = await jail().run(decodeJob('', clip, packets, { language }));
    const message = `the candidate defines no function ${name}`;
    expect(result).toMatchObject({ outcome: 'output_invalid', cause: { message } });
  });
});
