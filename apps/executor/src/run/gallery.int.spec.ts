import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Language } from '@codecsmith/codec';
import type { CandidateRun, CandidateToRun } from './candidate-run.ts';
import { Workbench } from './cleared.testing.ts';

const FOLDER = new URL('../../../../examples/codecs/', import.meta.url);
const FILES = readdirSync(FOLDER).filter((name) => /\.(py|js)$/.test(name));
const read = (file: string) => readFileSync(new URL(file, FOLDER), 'utf8');
const languageOf = (file: string): Language => (file.endsWith('.js') ? 'javascript' : 'python');

/** Lets a codec that takes frame by frame be called with the whole video. */
const WHOLE_VIDEO: Readonly<Record<Language, string>> = {
  python: `
import struct
def encode_video(frames, config):
    packets = [compress_video_frame(frame.copy(), index, config) for index, frame in enumerate(frames)]
    return b"".join(struct.pack("<I", len(packet)) + packet for packet in packets)
def decode_video(data, config):
    frames, offset = [], 0
    while offset < len(data):
        (size,) = struct.unpack_from("<I", data, offset)
        frames.append(decompress_video_frame(data[offset + 4:offset + 4 + size], len(frames), config))
        offset += 4 + size
    return np.stack(frames)
`,
  javascript: `
function encodeVideo(frames, config) {
  const packets = frames.map((frame, index) => compressVideoFrame(frame, index, config));
  const bytes = [];
  for (const packet of packets) bytes.push(packet.length & 255, packet.length >> 8 & 255, packet.length >> 16, 0, ...packet);
  return Uint8Array.from(bytes);
}
function decodeVideo(data, config) {
  const frames = [];
  for (let offset = 0; offset < data.length;) {
    const size = data[offset] | data[offset + 1] << 8 | data[offset + 2] << 16;
    frames.push(decompressVideoFrame(data.slice(offset + 4, offset + 4 + size), frames.length, config));
    offset += 4 + size;
  }
  return frames;
}
`,
};

const CODECKIT_JAVASCRIPT = `
import { joinChunks, splitChunks, zigzag, unzigzag } from 'codeckit';
function compressVideoFrame(frame) {
  return joinChunks([frame.data.map((value) => zigzag(value - 128))]);
}
function decompressVideoFrame(data) {
  const [bytes] = splitChunks(data);
  return bytes.map((value) => unzigzag(value) + 128);
}
`;

let bench: Workbench;
beforeAll(async () => {
  bench = await Workbench.open();
});
afterAll(() => bench.close());

async function reconstruction(result: CandidateRun): Promise<Buffer> {
  if (result.outcome !== 'completed') throw new Error(`${result.outcome} in ${result.side}: ${result.cause.message}`);
  return readFile(result.runs[0]?.reconstruction ?? '');
}

async function runBothApis(candidate: CandidateToRun, size: { width: number; height: number; frames: number }) {
  const whole = { ...candidate, api: 'video' as const, code: candidate.code + WHOLE_VIDEO[candidate.language] };
  return {
    frame: await reconstruction(await bench.run(candidate, size)),
    video: await reconstruction(await bench.run(whole, size)),
  };
}

describe('the gallery in the jail', () => {
  it.each(FILES)('%s runs at an odd size', async (file) => {
    const candidate = bench.clear(read(file), languageOf(file));
    expect((await reconstruction(await bench.run(candidate, { width: 33, height: 17, frames: 2 }))).length).toBe(
      2 * (candidate.color === 'i420' ? 34 * 18 * 1.5 : 33 * 17 * 3),
    );
  });

  it.each(['intra_dct.py', 'intra_dct.js', 'quadtree_intra.js'])(
    '%s gives the same frames through both apis, whatever the size',
    async (file) => {
      const candidate = bench.clear(read(file), languageOf(file));
      expect(candidate.color).toBe('i420');
      for (const size of [
        { width: 32, height: 16, frames: 3 },
        { width: 35, height: 19, frames: 2 },
      ]) {
        const { frame, video } = await runBothApis(candidate, size);
        expect(frame.length).toBeGreaterThan(0);
        expect(video).toEqual(frame);
      }
    },
  );

  it.each([
    ['intra_dct.py', 'all-intra'],
    ['intra_dct.js', 'all-intra'],
    ['quadtree_intra.js', 'all-intra'],
    ['wavelet.py', 'all-intra'],
    ['codeckit_intra.py', 'all-intra'],
    ['hybrid_motion.py', 'low-delay'],
    ['codeckit_lowdelay.py', 'low-delay'],
    ['quadtree_lowdelay.js', 'low-delay'],
    ['quadtree_random_access.js', 'random-access'],
    ['overfitted_group.js', 'random-access'],
    ['overfitted_intra.js', 'all-intra'],
    ['overfitted_plain.js', 'all-intra'],
  ])('%s is %s', async (file, mode) => {
    const candidate = bench.clear(read(file), languageOf(file));
    const size = { width: 64, height: file.startsWith('overfitted') ? 16 : 48, frames: 4, checkBehaviour: true };
    expect(await bench.run(candidate, size)).toMatchObject({
      outcome: 'completed',
      deterministic: true,
      codingMode: { mode },
    });
  });

  it('imports codeckit in JavaScript', async () => {
    const candidate = bench.clear(CODECKIT_JAVASCRIPT, 'javascript');
    const size = { width: 16, height: 16, frames: 1 };
    const frames = await reconstruction(await bench.run(candidate, size));
    expect(frames.length).toBe(16 * 16 * 3);
  });
});
