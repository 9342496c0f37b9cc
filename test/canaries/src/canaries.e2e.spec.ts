import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateSync } from 'node:zlib';
import { exampleCodec, Lab } from '@codecsmith/test-journeys';
import { piece } from './clips.ts';
import type { MeasuredDocument, MeasuredRun } from './measured-document.ts';

const codec = (name: string) => fileURLToPath(new URL(`../codecs/${name}`, import.meta.url));

/** What a picture of a garden has against plain grey, and far from anything that knows the picture. */
const GREY_DB = 25;
const CROP = 'crop=96:80:40:30';

let lab: Lab;
let folder: string;
let clip: string;

beforeAll(async () => {
  lab = await Lab.up();
  folder = await mkdtemp(join(tmpdir(), 'codecsmith-canaries-'));
  clip = await piece(folder, 'garden.y4m', { crop: CROP });
});
afterAll(async () => {
  await lab?.down();
  await rm(folder, { recursive: true, force: true });
});

async function submit(
  exitCode: number,
  file: string,
  { quality = '50', clips = [clip], more = [] }: SubmitOptions = {},
): Promise<MeasuredDocument> {
  const where = clips.flatMap((each) => ['--clip', each]);
  return lab.json<MeasuredDocument>(exitCode, 'submit', file, ...where, '--quality', quality, ...more, '--wait');
}

interface SubmitOptions {
  readonly quality?: string;
  readonly clips?: readonly string[];
  readonly more?: readonly string[];
}

/** The only run of a canary that completed. */
async function measured(name: string): Promise<MeasuredRun> {
  const document = await submit(0, codec(name));
  expect(document.outcome).toBe('completed');
  const [run] = document.runs;
  if (run === undefined) throw new Error(`${name} has no run`);
  return run;
}

/** A canary that was caught: no number of it exists anywhere. */
async function caught(name: string): Promise<MeasuredDocument> {
  const document = await submit(1, codec(name));
  expect(document).toMatchObject({ runs: [], bdRate: [], isoQuality: [], aggregate: { value: null }, tier: null });
  expect(document.score.map(({ value }) => value)).toEqual([null]);
  return document;
}

describe('what is valid, however poor', () => {
  it('raw samples are lossless and save nothing', async () => {
    const run = await measured('raw.py');
    expect(run).toMatchObject({ lossless: true, psnr_y: null });
    expect(run.ratioRaw).toBeGreaterThanOrEqual(0.999);
    expect(run.ratioRaw).toBeLessThan(1);
  });

  it('empty packets are a byte each, and grey frames look like grey frames', async () => {
    const run = await measured('empty.py');
    expect(run.bytes).toBe(1 + 8);
    expect(run.psnr_y).toBeLessThan(GREY_DB);
  });
});

describe('what crosses beside the packets', () => {
  it.each(['opens_clip.py', 'side_file.py'])('%s finds nothing and is grey', async (name) => {
    const run = await measured(name);
    expect(run.bytes).toBe(1 + 8);
    expect(run.psnr_y).toBeLessThan(GREY_DB);
  });

  it('a process that wants to live on ends the run', async () => {
    const document = await caught('daemon.py');
    // The tiers of the jail refuse the fork, or kill whoever asks for one.
    expect(['crashed', 'jail_violated']).toContain(document.outcome);
    expect(document.cause?.side).toBe('encode');
  });

  it('an encoder that blackens its input is measured against the clip', async () => {
    const run = await measured('mutates_input.py');
    expect(run.lossless).toBe(false);
    expect(run.psnr_y).toBeLessThan(GREY_DB);
  });

  it('what a codec says of itself is not heard', async () => {
    const [claims, empty] = [await measured('claims.py'), await measured('empty.py')];
    expect(claims).toMatchObject({ bytes: empty.bytes, psnr_y: empty.psnr_y });
  });

  it('sleep at import is counted on both sides', async () => {
    const run = await measured('sleeps_at_import.py');
    expect(run.encode.wallMs).toBeGreaterThanOrEqual(1_500);
    expect(run.decode.wallMs).toBeGreaterThanOrEqual(1_500);
  });
});

describe('what is no output', () => {
  it.each(['one_short.py', 'not_a_number.py'])('%s', async (name) => {
    expect(await caught(name)).toMatchObject({ outcome: 'output_invalid', cause: { side: 'decode' } });
  });

  it('a decoder that does not repeat itself', async () => {
    const document = await caught('random_decoder.py');
    expect(document.outcome).toBe('output_invalid');
    expect(document.cause?.message).toContain('not reproducible');
  });
});

describe('a codec that carries a clip along', () => {
  it('shines on that clip and fails on its mirror image', async () => {
    const file = await knowing('lookup.py');
    const mirror = await piece(folder, 'mirror.y4m', { crop: `${CROP},hflip` });
    const known = await submit(0, file);
    const sealed = await submit(0, file, { clips: [mirror] });
    const [shown, hidden] = [known.runs[0]?.psnr_y ?? NaN, sealed.runs[0]?.psnr_y ?? NaN];
    expect(shown).toBeGreaterThan(hidden + 3);
    expect(hidden).toBeLessThan(GREY_DB);
    expect(sealed.runs[0]?.bytes).toBe(1 + 8);
  });

  it('is flagged beside the clip’s own variants, and an honest codec is not', async () => {
    const how = { quality: '10,40,70,90', more: ['--variants'] };
    const [cheat, honest] = [
      await submit(0, await knowing('predicts_known.py'), how),
      await submit(0, exampleCodec('intra_dct.py'), how),
    ];
    const [own, variant] = cheat.score.map(({ value }) => value ?? NaN);
    expect(own).toBeGreaterThan((variant ?? NaN) + 3);
    expect(cheat.flags).toContain('knows_the_clip');
    expect(honest.score.map(({ value }) => value)).not.toContain(null);
    expect(honest.flags).not.toContain('knows_the_clip');
  });
});

/** A canary with the test's clip inside its code. */
async function knowing(name: string): Promise<string> {
  const planes = await readFile(await piece(folder, 'garden.yuv', { crop: CROP }));
  const file = join(folder, name);
  await writeFile(file, stored(await readFile(codec(name), 'utf8'), planes));
  return file;
}

/** The codec with a thumbnail of every frame in it. */
function stored(code: string, planes: Buffer, width = 96, height = 80): string {
  const frameBytes = (width * height * 3) / 2;
  const first = createHash('sha256').update(planes.subarray(0, frameBytes)).digest('hex');
  const thumbnails: number[] = [];
  for (let start = 0; start < planes.length; start += frameBytes) {
    for (let y = 2; y < height; y += 4)
      for (let x = 2; x < width; x += 4) thumbnails.push(planes[start + y * width + x] ?? 0);
  }
  return code.replace('@HASH@', first).replace('@STORED@', deflateSync(Buffer.from(thumbnails)).toString('base64'));
}

describe('verdicts', () => {
  it('one (clip, quality) that fails leaves no aggregate and no tier, and is named', async () => {
    const small = await piece(folder, 'small.y4m', { crop: 'crop=64:48:20:60', frames: 4 });
    const document = await submit(1, codec('fails_once.py'), { clips: [clip, small], quality: '20,40,60,80' });
    expect(document).toMatchObject({ outcome: 'crashed', runs: [], bdRate: [], tier: null, cause: { quality: 80 } });
    const none = { value: null, reason: 'crashed on small at quality 80: ValueError: not this one' };
    expect(document.aggregate).toEqual(none);
    expect(document.score).toMatchObject([none, none]);
    const clips = (await lab.json<{ clips: { name: string; digest: string }[] }>(0, 'clip', 'list')).clips;
    expect(document.cause?.clip).toBe(clips.find(({ name }) => name === 'small')?.digest);
  });

  it('throwing chroma away gains on psnr_y and loses the score', async () => {
    const code = await readFile(exampleCodec('intra_dct.py'), 'utf8');
    const file = join(folder, 'no_chroma.py');
    await writeFile(file, withoutChroma(code));
    const quality = '20,40,60,80';
    const [honest, without] = [
      await submit(0, exampleCodec('intra_dct.py'), { quality }),
      await submit(0, file, { quality }),
    ];
    expect(bdRate(without, 'psnr_y')).toBeLessThan(bdRate(honest, 'psnr_y'));
    expect(without.score[0]?.value ?? -Infinity).toBeLessThan(honest.score[0]?.value ?? NaN);
  });

  it('a tenth of the bits and 20 dB are no tier, and the document says why', async () => {
    const document = await submit(0, codec('coarse.py'));
    const [run] = document.runs;
    expect(run?.psnr_y).toBeLessThan(25);
    const { anchors } = await lab.json<{ anchors: { points: { bytes: number }[] }[] }>(
      ...([0, 'anchor', 'run', '--clip', run?.clip ?? '', '--encoder', 'x265', '--mode', 'all-intra'] as const),
    );
    const fewest = Math.min(...(anchors[0]?.points ?? []).map(({ bytes }) => bytes));
    expect(run?.bytes).toBeLessThanOrEqual(fewest / 10);
    expect(document.tier?.percent).toBeNull();
    expect(document.tier?.reason).toContain('no point reaches psnr_y 30 dB');
  });
});

describe('colour', () => {
  // Of many a crop the whole luma comes back as it was, which has no PSNR; of these it does not.
  it.each([
    ['an untagged source', 'corner.y4m', 'crop=96:80:0:0', []],
    [
      'a source that says bt709',
      'tagged.mp4',
      'crop=64:48:20:60',
      ['-c:v', 'libx264', '-qp', '0', '-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709'],
    ],
  ])('RGB that comes back unchanged from %s keeps at least 64 dB', async (_about, name, crop, output) => {
    const source = await piece(folder, name, { crop, output });
    const document = await submit(0, codec('raw_rgb.py'), { clips: [source] });
    expect(document.runs[0]?.lossless).toBe(false);
    expect(document.runs[0]?.psnr_y).toBeGreaterThanOrEqual(64);
  });
});

describe('clips', () => {
  it('of 10 bit are measured, and not given to candidates', async () => {
    const output = ['-pix_fmt', 'yuv420p10le', '-strict', '-1'];
    const deep = await piece(folder, 'deep.y4m', { crop: CROP, frames: 2, output });
    const pair = await lab.json<{ pixelFormat: string; lossless: boolean }>(0, 'measure', deep, deep);
    expect(pair).toMatchObject({ pixelFormat: 'yuv420p10le', lossless: true });
    const said = await lab.cli('submit', codec('raw.py'), '--clip', deep);
    expect(said.code).toBe(4);
    expect(said.stderr).toContain('deep is yuv420p10le; candidates take yuv420p. Allowed: yuv420p');
  });

  it('with the same frames and another tag correct the tag, and say so', async () => {
    const lossless = ['-c:v', 'libx264', '-qp', '0'];
    const cut = { crop: 'crop=64:48:0:0', frames: 2 };
    await lab.json(0, 'clip', 'add', await piece(folder, 'plain.mp4', { ...cut, output: lossless }));
    const tagged = await piece(folder, 'said.mp4', { ...cut, output: [...lossless, '-colorspace', 'bt709'] });
    const said = await lab.cli('clip', 'add', tagged);
    expect(said.code).toBe(0);
    expect(said.stderr).toMatch(/these frames are known, and corrected: .*matrix/);
  });
});

/** The codec with flat chroma in front of its encoder. */
function withoutChroma(code: string): string {
  const name = 'def compress_video_frame(';
  if (!code.includes(name)) throw new Error('the example has no encoder');
  return `${code.replace(name, 'def encode_all(')}

def compress_video_frame(frame, frame_index, config):
    flat = frame.reshape(-1).copy()
    flat[config["width"] * config["height"]:] = 128
    return encode_all(flat.reshape(frame.shape), frame_index, config)
`;
}

const bdRate = (document: MeasuredDocument, metric: string): number =>
  document.bdRate.find((figure) => figure.mode === 'all-intra' && figure.metric === metric)?.percent ?? NaN;
