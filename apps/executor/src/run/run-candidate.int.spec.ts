import { createHash } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unpackBitstream } from '@codecsmith/codec';
import { openJail, type Jail } from '@codecsmith/jail';
import type { CandidateToRun, ClipToRun, FinishedRun, Progress } from './candidate-run.ts';
import { decodeCandidate, encodeCandidate, runCandidate } from './run-candidate.ts';

const CODEC = `
import zlib
import numpy as np
COLOR = "i420"
def compress_video_frame(frame, frame_index, config):
    print("encoding", frame_index)
    step = max(1, (100 - config["quality"]) // 4)
    return zlib.compress((frame // step).tobytes())
def decompress_video_frame(data, frame_index, config):
    step = max(1, (100 - config["quality"]) // 4)
    shape = (config["height"] * 3 // 2, config["width"])
    return np.frombuffer(zlib.decompress(data), np.uint8).reshape(shape) * np.uint8(step)
`;

let folder: string;
let jail: Jail;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codecsmith-run-'));
  await chmod(folder, 0o755);
  jail = await openJail({ home: join(folder, 'jail') });
});
afterAll(async () => {
  await jail.close();
  await rm(folder, { recursive: true, force: true });
});

async function makeClip(width: number, height: number, frames: number): Promise<ClipToRun> {
  const chroma = Math.ceil(width / 2) * Math.ceil(height / 2);
  const planes = new Uint8Array((width * height + 2 * chroma) * frames).map((_, index) => 60 + ((index * 7) % 120));
  const digest = createHash('sha256').update(planes).digest('hex');
  const path = join(folder, `${digest}.planes`);
  await writeFile(path, planes);
  return {
    record: { digest, width, height, fps: { num: 25, den: 1 }, frames, matrix: null, range: null },
    planes: path,
  };
}

/** A clip that nothing compresses but its own repetition. */
async function noise(width: number, height: number, frames: number): Promise<ClipToRun> {
  const clip = await makeClip(width, height, frames);
  const { length } = await readFile(clip.planes);
  await writeFile(clip.planes, createHash('shake256', { outputLength: length }).update('noise').digest());
  return clip;
}

const candidate = (code: string, more: Partial<CandidateToRun> = {}): CandidateToRun => ({
  language: 'python',
  api: 'frame',
  color: 'i420',
  track: 'pure',
  preload: [],
  code,
  ...more,
});

async function run(code: string, more: Partial<Parameters<typeof runCandidate>[0]> = {}) {
  const workFolder = await mkdtemp(join(folder, 'work-'));
  const clips = more.clips ?? [await makeClip(32, 16, 3)];
  const common = { jail, candidate: candidate(code), qualities: [50], seed: 1, checkBehaviour: false };
  return runCandidate({ ...common, workFolder, ...more, clips });
}

describe('running a candidate', () => {
  it('gives a bitstream and a reconstruction for every clip and quality, and reports its progress', async () => {
    const clips = [await makeClip(32, 16, 3), await makeClip(33, 17, 2)];
    const progress: Progress[] = [];
    const options = { clips, qualities: [20, 90], onProgress: (step: Progress) => progress.push(step) };
    const result = await run(CODEC, { ...options, checkBehaviour: true });
    expect(result).toMatchObject({
      outcome: 'completed',
      deterministic: true,
      codingMode: { mode: 'all-intra', provedBy: 'packets', finding: null },
      tier: jail.tier,
    });
    if (result.outcome !== 'completed') return;
    expect(result.runs.map(({ clip, quality }) => [clip, quality])).toEqual(
      clips.flatMap(({ record }) => [20, 90].map((quality) => [record.digest, quality])),
    );
    const [coarse, fine, oddCoarse] = result.runs;
    expect(unpackBitstream(coarse?.bitstream ?? new Uint8Array()).packets).toHaveLength(3);
    expect(coarse?.bitstream.length).toBeLessThan(fine?.bitstream.length ?? 0);
    expect((await readFile(oddCoarse?.reconstruction ?? '')).length).toBe(2 * ((34 * 18 * 3) / 2));
    expect(progress.at(-1)).toMatchObject({ quality: 90, side: 'decode', done: 3, total: 4 });
    expect(result.log).toContain(`== encode ${clips[0]?.record.digest} quality 20\nencoding 0\n`);
  });

  it('gives the same by halves, of which the decoding one needs no planes', async () => {
    const clips = [await makeClip(32, 16, 3)];
    const workFolder = await mkdtemp(join(folder, 'work-'));
    const common = {
      jail,
      candidate: candidate(CODEC),
      qualities: [20, 90],
      seed: 1,
      checkBehaviour: true,
      workFolder,
    };
    const encoded = await encodeCandidate({ ...common, clips });
    if (encoded.outcome !== 'encoded') throw new Error(encoded.cause.message);
    const planes = join(folder, 'none.planes');

    const decoded = await decodeCandidate({ ...common, clips: clips.map((clip) => ({ ...clip, planes })) }, encoded);

    expect(decoded).toMatchObject({
      outcome: 'completed',
      deterministic: true,
      codingMode: { mode: 'all-intra', provedBy: 'packets', finding: null },
    });
    const whole = await run(CODEC, { clips, qualities: [20, 90] });
    if (decoded.outcome !== 'completed' || whole.outcome !== 'completed') throw new Error('not completed');
    const bytesOf = ({ bitstream }: FinishedRun) => Buffer.from(bitstream).toString('hex');
    expect(decoded.runs.map(bytesOf)).toEqual(whole.runs.map(bytesOf));
    const pictures = await Promise.all([decoded, whole].map(({ runs }) => readFile(runs[1]?.reconstruction ?? '')));
    expect(pictures[0]).toEqual(pictures[1]);
  });

  it('converts the frames for a candidate that takes RGB', async () => {
    const code = `
import numpy as np
def compress_video_frame(frame, frame_index, config):
    assert frame.shape == (17, 33, 3), frame.shape
    return frame.tobytes()
def decompress_video_frame(data, frame_index, config):
    return np.frombuffer(data, np.uint8).reshape(17, 33, 3)
`;
    const clips = [await makeClip(33, 17, 2)];
    const result = await run(code, { clips, candidate: candidate(code, { color: 'rgb24' }) });
    expect(result).toMatchObject({ outcome: 'completed', deterministic: null, codingMode: { mode: 'low-delay' } });
  });

  it('ends at the first failure, and says where it was', async () => {
    const code = CODEC.replace(
      'step = max',
      'if config["quality"] == 60 and frame_index == 2: raise ValueError("no")\n    step = max',
    );
    const clips = [await makeClip(32, 16, 3)];
    const result = await run(code, { clips, qualities: [20, 60, 90] });
    expect(result).toMatchObject({
      outcome: 'crashed',
      side: 'encode',
      quality: 60,
      clip: clips[0]?.record.digest,
      cause: { message: 'ValueError: no', frame: 2, line: 7 },
    });
    expect('runs' in result).toBe(false);
    expect('lastLines' in result && result.lastLines).toContain('ValueError: no');
  });

  it('marks an encoder that does not repeat itself', async () => {
    const code = CODEC.replace('return zlib', 'import os\n    return os.urandom(16) + zlib').replace(
      '(data)',
      '(data[16:])',
    );
    const result = await run(code, { checkBehaviour: true });
    expect(result).toMatchObject({ outcome: 'completed', deterministic: false });
  });

  const tried = async (code: string, frames: number, more = {}) => {
    const result = await run(code, { clips: [await noise(64, 48, frames)], checkBehaviour: true, ...more });
    if (result.outcome !== 'completed') throw new Error(`${result.outcome}: ${result.cause.message}`);
    return result.codingMode;
  };

  const PREDICTING = `
import zlib
import numpy as np
COLOR = "i420"
kept = []
def drawn_on(frame_index, config):
    return RULE
def compress_video_frame(frame, frame_index, config):
    kept.append(frame)
    return zlib.compress((frame - kept[-2] if drawn_on(frame_index, config) else frame).tobytes())
def decompress_video_frame(data, frame_index, config):
    frame = np.frombuffer(zlib.decompress(data), np.uint8).reshape(config["height"] * 3 // 2, config["width"])
    kept.append(frame + kept[-1] if drawn_on(frame_index, config) else frame)
    return kept[-1]
`;
  it.each([
    ['every other frame', 'frame_index % 2 == 1'],
    ['all but every eighth', 'frame_index % 8 != 0'],
    ['only where it was not begun in the middle', 'len(kept) > 1'],
  ])('finds a codec out that predicts from earlier frames %s', async (_, rule) => {
    const mode = await tried(PREDICTING.replace('RULE', rule), 9);
    expect(mode).toMatchObject({ mode: 'low-delay', provedBy: 'packets' });
    expect(mode.finding).toMatch(/^quality 50: packet \d+ (alone|after [\d, ]+)(: crashed, | gives another picture)/);
  });

  it('finds a codec out that predicts at one quality of several', async () => {
    const code = PREDICTING.replace('RULE', 'config["quality"] == 70 and frame_index > 0');
    const mode = await tried(code, 5, { qualities: [30, 70] });
    expect(mode.mode).toBe('low-delay');
    expect(mode.finding).toMatch(/^quality 70: /);
  });

  it('finds a codec out whose models learn from frame to frame', async () => {
    const code = `
import numpy as np
import zlib
COLOR = "i420"
seen = [b""]
def compress_video_frame(frame, frame_index, config):
    coder = zlib.compressobj(zdict=seen[-1]) if seen[-1] else zlib.compressobj()
    seen.append(frame.tobytes()[:64])
    return coder.compress(frame.tobytes()) + coder.flush()
def decompress_video_frame(data, frame_index, config):
    decoder = zlib.decompressobj(zdict=seen[-1]) if seen[-1] else zlib.decompressobj()
    plain = decoder.decompress(data)
    seen.append(plain[:64])
    return np.frombuffer(plain, np.uint8).reshape(config["height"] * 3 // 2, config["width"])
`;
    expect(await tried(code, 5)).toMatchObject({ mode: 'low-delay', provedBy: 'packets' });
  });

  it('takes a codec for all-intra that keeps to itself, one that counts its calls too, on a clip of any length', async () => {
    const code = CODEC.replace('def decompress', 'calls = []\ndef decompress').replace(
      'shape = (',
      'calls.append(frame_index)\n    shape = (',
    );
    for (const [frames, packets] of [
      [1, 2],
      [6, 12],
    ] as const)
      expect(await tried(code, frames)).toEqual({ mode: 'all-intra', provedBy: 'packets', packets, finding: null });
  });

  it('tries a few packets of every run, and all of one', async () => {
    const mode = await tried(CODEC, 6, { qualities: [20, 50, 80] });
    expect(mode).toEqual({ mode: 'all-intra', provedBy: 'packets', packets: 3 + 3 + 12, finding: null });
  });

  it('forgives no violation of the jail in a trial', async () => {
    const code = CODEC.replace(
      'shape = (',
      'if frame_index != len(calls): __import__("ctypes").CDLL(None).ptrace(16, 1, 0, 0)\n    calls.append(1)\n    shape = (',
    ).replace('def decompress', 'calls = []\ndef decompress');
    expect(await run(code, { checkBehaviour: true })).toMatchObject({ outcome: 'jail_violated', side: 'decode' });
  });

  it('refuses a decoder that does not repeat itself', async () => {
    const code = `
import numpy as np
def compress_video_frame(frame, frame_index, config):
    return b""
def decompress_video_frame(data, frame_index, config):
    return np.random.default_rng().integers(0, 256, (config["height"] * 3 // 2, config["width"]), np.uint8)
`;
    const result = await run(code, { checkBehaviour: true });
    const message = 'the decoder is not reproducible: two decodes of the same bitstream differ';
    const end = { outcome: 'output_invalid', side: 'decode', finding: 'not_reproducible' };
    expect(result).toMatchObject({ ...end, cause: { message } });
    const threads =
      'np.full((config["height"] * 3 // 2, config["width"]), int(os.environ["OMP_NUM_THREADS"]), np.uint8)';
    const byThreads = `import os${code.replace(/np\.random.*/u, threads)}`;
    const differs = 'the decoder is not reproducible: decodes with 1 and with 2 threads of the same bitstream differ';
    expect(await run(byThreads, { checkBehaviour: true })).toMatchObject({ ...end, cause: { message: differs } });
  });

  it('stops when it is cancelled, before and while it runs', async () => {
    expect(await run(CODEC, { signal: AbortSignal.abort() })).toMatchObject({ outcome: 'cancelled' });
    const cancel = new AbortController();
    const code = 'while True: pass\n';
    const running = run(code, { signal: cancel.signal, onProgress: () => setTimeout(() => cancel.abort(), 300) });
    expect(await running).toMatchObject({ outcome: 'cancelled', side: 'encode', quality: 50 });
  });

  it('refuses a limit beyond the operator’s bounds', async () => {
    await expect(run(CODEC, { limits: { wallMs: 1 } })).rejects.toThrow(
      'limit wallMs is 1: allowed are numbers from 100 to 3600000',
    );
  });
});
