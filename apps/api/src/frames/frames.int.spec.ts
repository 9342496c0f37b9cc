import type { ExperimentCommandInput, ExperimentCommandType } from '@codecsmith/experiment';
import sharp from 'sharp';
import { differences } from '../documents/documented.testing.ts';
import { startSmallLab, type SmallLab } from '../small-lab.testing.ts';

type Pixel = readonly [red: number, green: number, blue: number];

const SIDE = 16;
const BLACK: Pixel = [0, 0, 0];
const WHITE: Pixel = [255, 255, 255];
const RUST: Pixel = [60, 20, 10];
const DUSK: Pixel = [0, 5, 16];
/** On the scale of the difference: none, half of the largest, the largest. */
const NONE: Pixel = [0, 0, 4];
const HALF: Pixel = [188, 55, 84];
const LARGEST: Pixel = [252, 255, 164];
const ZERO = '0'.repeat(64);
const QUALITY = 50;

/** A grey frame of the source: luma in limited range, no colour. */
const grey = (luma: number): Buffer =>
  Buffer.concat([Buffer.alloc(SIDE * SIDE, luma), Buffer.alloc((SIDE * SIDE) / 2, 128)]);
/** A frame of one colour as the candidate gives it back. */
const bgr = ([red, green, blue]: Pixel): Buffer => Buffer.alloc(SIDE * SIDE * 3, Buffer.from([blue, green, red]));

/** The colours of a picture, each once. */
async function coloursOf(picture: Blob): Promise<Pixel[]> {
  const { data, info } = await sharp(await picture.arrayBuffer())
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect([info.width, info.height, info.channels]).toEqual([SIDE, SIDE, 3]);
  const colours = Array.from({ length: SIDE * SIDE }, (_, at) => [...data.subarray(at * 3, at * 3 + 3)].join(' '));
  return [...new Set(colours)].map((colour) => colour.split(' ').map(Number) as unknown as Pixel);
}

describe('the frames of a measured run', () => {
  let lab: SmallLab;
  let clip: string;
  let experiment: string;

  beforeAll(async () => {
    lab = await startSmallLab();
    clip = await addClip(Buffer.concat([grey(16), grey(235), grey(16)]));
    experiment = await measure(Buffer.concat([bgr(BLACK), bgr(RUST), bgr(DUSK)]));
  });
  afterAll(() => lab.stop());

  async function addClip(planes: Buffer): Promise<string> {
    const { digest } = await lab.artifacts.put(planes);
    const layout = { width: SIDE, height: SIDE, fps: { num: 25, den: 1 }, frames: 3, pixelFormat: 'yuv420p' as const };
    const source = { matrix: null, range: null, sourceBytes: planes.length, sourceCompressed: false };
    await lab.client('submitter').addClip({ digest, name: 'known', ...layout, ...source });
    return digest;
  }

  /** An experiment whose candidate gave these frames back. */
  async function measure(frames: Buffer): Promise<string> {
    const source = { kind: 'generated' as const, seed: 'known' };
    const { aggregateId } = await lab
      .client('submitter')
      .requestExperiment({ source, clips: [clip], qualities: [QUALITY] });
    const send = async <T extends ExperimentCommandType>(type: T, data: ExperimentCommandInput<T>) => {
      const answer = await lab.ledger.submit({ id: type, aggregate: 'experiment', type, aggregateId, data });
      if (!answer.accepted) throw new Error(answer.refusal.message);
      return answer;
    };
    const code = await lab.artifacts.put(Buffer.from('code'));
    const series = await lab.artifacts.put(Buffer.from('[{ "bytes": 1, "psnr_y": null }]'));
    const reconstruction = await lab.artifacts.put(frames);
    await send('record-draft', {
      ...{ code, fileName: 'codec.py', language: null, provider: 'template', model: null, prompt: null, reply: null },
      ...{ tokens: null, costUsd: null, hypothesis: null, expected: null },
    });
    await send('record-cleared', {
      cleared: code,
      candidate: {
        ...{ language: 'python', api: 'frame', color: 'bgr24', track: 'pure', needs: [], imports: [], family: 'dct' },
        ...{ packageBytes: 4, complexity: 1 },
      },
      ...{ tree: ZERO, changes: [], warnings: [], lineMap: null },
    });
    const { lease } = await send('start-execution', { attempt: 1, executor: 'spec', lane: 'cpu', environment: {} });
    const cost = { wallMs: 1, cpuMs: 1, peakBytes: null };
    const run = { clip, quality: QUALITY, bitstream: code, reconstruction, encode: cost, decode: cost };
    await send('record-executed', {
      ...{ attempt: 1, token: lease?.token ?? '', code: code.digest, runs: [run], deterministic: null, log: null },
      codingMode: { mode: 'low-delay', provedBy: 'nothing', packets: 0, finding: null },
      jail: { tier: 'A', unsafe: false },
    });
    await send('record-measured', {
      attempt: 1,
      measurements: [
        {
          ...{ clip, quality: QUALITY, bytes: code.sizeBytes, kbps: 1, bpp: 1, ratioRaw: 1, ratioSource: null },
          metrics: { psnr_y: 9, psnr_u: 9, psnr_v: 9, psnr_yuv611: 9, psnr_y_framemean: 9, ssim_y_ffmpeg: 0.1 },
          ...{ lossless: false, perFrame: series.digest },
        },
      ],
      ...{ bdRate: [], isoQuality: [], score: [], aggregate: { value: null, reason: 'none' } },
      ...{ tier: { percent: null, reason: 'none' }, flags: [], tools: {} },
    });
    return aggregateId;
  }

  it.each([
    ['source', 0, BLACK],
    ['source', 1, WHITE],
    ['source', 2, BLACK],
    ['reconstruction', 0, BLACK],
    ['reconstruction', 1, RUST],
    ['reconstruction', 2, DUSK],
    ['difference', 0, NONE],
    ['difference', 1, LARGEST],
    ['difference', 2, HALF],
  ] as const)('show the %s of frame %i in its colours', async (picture, frame, colour) => {
    const shown = await lab.client('viewer').frame(experiment, frame, { clip, quality: QUALITY, picture });
    expect(await coloursOf(shown)).toEqual([colour]);
  });

  it('belong to a document that OpenAPI describes, field by field', async () => {
    expect(await differences(lab, '/api/v1/experiments/{id}', `/api/v1/experiments/${experiment}`)).toEqual([]);
    expect(await differences(lab, '/api/v1/experiments')).toEqual([]);
  });

  it('end with the clip', async () => {
    const beyond = lab.client('viewer').frame(experiment, 3, { clip, quality: QUALITY, picture: 'source' });
    await expect(beyond).rejects.toThrow('frame: "3" is not allowed: 0 to 2 are');
  });

  it('say how to get a reconstruction back that was trimmed', async () => {
    const run = (await lab.client('viewer').experiment(experiment)).runs[0];
    await lab.artifacts.remove(run?.reconstruction ?? '');
    const gone = lab.client('viewer').frame(experiment, 1, { clip, quality: QUALITY, picture: 'difference' });
    await expect(gone).rejects.toThrow(`it again: ./codecsmith verify ${experiment}`);
    const source = await lab.client('viewer').frame(experiment, 1, { clip, quality: QUALITY, picture: 'source' });
    expect(source.size).toBeGreaterThan(0);
  });
});
