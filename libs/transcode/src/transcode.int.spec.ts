import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unpackBitstream } from '@codecsmith/codec';
import { readStream } from '@codecsmith/container';
import { DEFAULT_TOOLS, measurePsnr } from '@codecsmith/media';
import {
  clearCodec,
  Coder,
  CodingFailed,
  decodeToPlanes,
  encodeVideo,
  headFor,
  segmentFramesFor,
  Unfinished,
  WrongCodec,
  type Codec,
  type EncodedVideo,
  type EncodeTask,
} from './index.ts';
import { FRAMES, record, source as planes } from './shot.testing.ts';

const gallery = (name: string): string =>
  readFileSync(new URL(`../../../examples/codecs/${name}`, import.meta.url), 'utf8');

let folder: string;
let coder: Coder;
let codec: Codec;
let source: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'transcode-'));
  await chmod(folder, 0o755);
  source = join(folder, 'source');
  await writeFile(source, planes);
  [coder, codec] = await Promise.all([
    Coder.open(join(folder, 'jail')),
    clearCodec(gallery('intra_dct.js'), 'javascript'),
  ]);
});
afterAll(async () => {
  await coder.close();
  await rm(folder, { recursive: true, force: true });
});

const taskFor = (of: Codec, segmentFrames: number): EncodeTask => ({
  ...{ coder, codec: of, picture: record, planes: source, scratch: folder, tools: DEFAULT_TOOLS, jobs: 2, quality: 40 },
  head: headFor(of, record, { frames: FRAMES, segmentFrames, seed: 0 }),
});

const encode = async (task: EncodeTask, part: string, onProgress: (done: number) => void = () => undefined) =>
  encodeVideo(task, {
    unfinished: await Unfinished.open(join(folder, part), task.head),
    onProgress: ({ doneFrames }) => onProgress(doneFrames),
  });

describe('a whole video through a codec', () => {
  let whole: EncodedVideo;
  beforeAll(async () => {
    whole = await encode(taskFor(codec, 2), 'whole');
  });

  it('comes back as the frames that were measured, from the file alone', async () => {
    const task = taskFor(codec, 2);
    const { bytes, psnr, rate } = whole;
    expect(rate.bytes).toBe(bytes.length);
    const stream = readStream(bytes);
    expect(stream.segments.map((each) => unpackBitstream(each).packets.length)).toEqual([2, 1]);
    const decoded = join(folder, 'all-planes');
    await decodeToPlanes({ ...task, stream }, decoded);
    const { width, height } = record;
    const pair = { reference: source, distorted: decoded, width, height, frames: FRAMES, pixelFormat: 'yuv420p' };
    expect(psnr).toEqual(await measurePsnr(pair));
    expect(psnr.psnr_y).toBeGreaterThan(30);
  });

  it('goes on after an interrupt with what is missing, and writes the same bytes', async () => {
    const interrupt = new AbortController();
    const task = { ...taskFor(codec, 2), jobs: 1, signal: interrupt.signal };
    const ended = encode(task, 'interrupted', (done) => done === 2 && interrupt.abort(new Error('interrupted')));
    await expect(ended).rejects.toThrow('interrupted');
    const seen: number[] = [];
    const { bytes } = await encode(taskFor(codec, 2), 'interrupted', (done) => seen.push(done));
    expect(seen).toEqual([2, 3]);
    expect(Buffer.compare(bytes, whole.bytes)).toBe(0);
  });

  it('begins anew where the folder holds another job, or half a segment', async () => {
    const part = join(folder, 'other');
    await Unfinished.open(part, { of: 'another' });
    const again = await Unfinished.open(part, { of: 'this' });
    expect(again.resumed).toBe(false);
    await writeFile(join(part, 'segment-0.json'), '{"bitstream": "AA');
    expect(await again.read(0)).toBeUndefined();
    expect((await Unfinished.open(part, { of: 'this' })).resumed).toBe(true);
  });

  it('is decoded by the codec that wrote it, and by no other', async () => {
    const other = await clearCodec(`${gallery('intra_dct.js')}\n// another file\n`, 'javascript');
    const stream = readStream(whole.bytes);
    const decode = (of: Codec) => decodeToPlanes({ ...taskFor(of, 2), stream }, join(folder, 'never'));
    await expect(decode(other)).rejects.toThrow(WrongCodec);
    await expect(decode({ ...codec, kit: 'ab'.repeat(32) })).rejects.toThrow('parts of codeckit that are not here');
  });

  it('names the side, the frame and the line of a codec that fails', async () => {
    const failing = gallery('intra_dct.js').replace(
      /function compressVideoFrame\([^)]*\) \{/,
      (head) => `${head} if (frameIndex === 1) throw new Error('no more');`,
    );
    const broken = await clearCodec(failing, 'javascript');
    const failed = encode(taskFor(broken, 3), 'broken');
    await expect(failed).rejects.toThrow(CodingFailed);
    await expect(failed).rejects.toThrow(/^encode, frame 1, line \d+: crashed: Error: no more/);
  });

  it('is held in the jail', () => {
    expect(coder.tier).not.toBe('unsafe');
  });
});

describe('a plan', () => {
  it('codes a short video as the lab does, in one piece, and bounds the segments of a long or large one', () => {
    const picture = { ...record, width: 1280, height: 720 };
    expect(segmentFramesFor(64, record)).toBe(64);
    expect(segmentFramesFor(240, picture)).toBe(48);
    expect(segmentFramesFor(240, { ...picture, width: 3840, height: 2160 })).toBe(11);
  });

  it('leaves no file behind', async () => {
    await expect(readFile(join(folder, '0-3-40.frames'))).rejects.toThrow('ENOENT');
  });
});
