import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { codeckitJavaScriptPath } from '@codecsmith/codeckit';
import { bdRate, frameErrors, psnrOf, type RdPoint } from '@codecsmith/quality';

interface Plan {
  readonly intra: boolean;
}
interface Codec {
  start(states: string): void;
  load(data: Uint8Array): void;
  bytes(): Uint8Array;
  code(coder: object, quality: number, plan: Plan, references: readonly object[]): object;
}
interface Kit {
  readonly BlockCodec: new (width: number, height: number, options: object) => Codec;
  readonly RangeEncoder: new () => { finish(): Uint8Array };
  readonly ReferenceStore: new (most: number) => {
    add(reference: object): void;
    beforeOnly(time: number): readonly object[];
  };
  readonly VIDEO_STATES: string;
  lowDelayPlan(time: number): Plan;
}
interface Shape {
  readonly width: number;
  readonly height: number;
}
interface Run {
  readonly luma: RdPoint[];
  readonly weighted: RdPoint[];
  readonly seconds: number;
}

/** What is taken away, and how: options of BlockCodec, or its starting states. */
interface Tool {
  readonly name: string;
  readonly options: object;
  readonly untrained?: boolean;
}
const TOOLS: readonly Tool[] = [
  { name: 'levels by rate and distortion (plain rounding, 0.4)', options: { rounding: 0.4 } },
  { name: 'quarter samples (whole samples left)', options: { quarterSamples: false } },
  { name: 'trained starting states', options: {}, untrained: true },
  { name: 'intra blocks between pictures', options: { intraInInter: false } },
  { name: 'pairs of references', options: { pairs: false } },
  { name: 'third reference', options: { references: 2 } },
  { name: 'second and third reference', options: { references: 1 } },
  { name: 'transform split', options: { transformSplit: false } },
  { name: 'DST-VII', options: { dst: false } },
  { name: 'chroma from luma', options: { chromaFromLuma: false } },
  { name: 'choice among three intra modes coded in full', options: { triedModes: 1 } },
  { name: '33 angles (planar, DC, Paeth left)', options: { angles: 0 } },
  { name: 'blocks of 4×4', options: { smallest: 8 } },
  { name: 'blocks of 64×64', options: { largest: 32 } },
  { name: 'second merge candidate coded in full', options: { triedMerges: 1 } },
  { name: 'deblocking', options: { deblocking: false } },
  { name: 'learnt filter', options: { filter: false } },
];
const REFERENCES = 3;

/** A line of a table for each tool. planes: i420 frames of even sides, one after the other. */
export async function* losses(
  planes: Uint8Array,
  shape: Shape,
  qualities: readonly number[],
  tools: readonly Tool[] = TOOLS,
): AsyncGenerator<string> {
  const kit = (await import(pathToFileURL(join(codeckitJavaScriptPath(), 'index.js')).href)) as Kit;
  const frameBytes = (shape.width * shape.height * 3) / 2;
  const frames = Array.from({ length: planes.length / frameBytes }, (_, k) =>
    planes.slice(k * frameBytes, (k + 1) * frameBytes),
  );
  // The first pictures are slow: the engine's code is not compiled yet.
  run(kit, frames.slice(0, 2), shape, qualities.slice(0, 1), {}, kit.VIDEO_STATES);
  const whole = run(kit, frames, shape, qualities, {}, kit.VIDEO_STATES);
  for (const { name, options, untrained = false } of tools) {
    const without = run(kit, frames, shape, qualities, options, untrained ? '' : kit.VIDEO_STATES);
    const loss = (curve: 'luma' | 'weighted') => signed(bdRate(whole[curve], without[curve]).percent, 1);
    const time = signed(100 * (without.seconds / whole.seconds - 1), 0);
    yield `| ${name} | ${loss('luma')} / ${loss('weighted')} | ${time} |`;
  }
}

const signed = (value: number | null, digits: number): string =>
  value === null ? 'none' : `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`;

/** Codes a clip at each quality; the codec's own reconstruction is measured, which tests hold its decoder to. */
function run(
  kit: Kit,
  frames: readonly Uint8Array[],
  shape: Shape,
  qualities: readonly number[],
  options: object,
  states: string,
): Run {
  const began = process.cpuUsage();
  const points = qualities.map((quality) => codeClip(kit, frames, shape, quality, options, states));
  const { user, system } = process.cpuUsage(began);
  return {
    luma: points.map(({ bytes, psnr }) => ({ rate: bytes, metric: psnr.psnr_y })),
    weighted: points.map(({ bytes, psnr }) => ({ rate: bytes, metric: psnr.psnr_yuv611 })),
    seconds: (user + system) / 1e6,
  };
}

function codeClip(
  kit: Kit,
  frames: readonly Uint8Array[],
  shape: Shape,
  quality: number,
  options: object,
  states: string,
) {
  const references = { references: REFERENCES, ...options };
  const codec = new kit.BlockCodec(shape.width, shape.height, references);
  const store = new kit.ReferenceStore(references.references);
  const layout = { ...shape, bitDepth: 8 };
  let bytes = 0;
  codec.start(states);
  const errors = frames.map((frame, time) => {
    const coder = new kit.RangeEncoder();
    const plan = kit.lowDelayPlan(time);
    codec.load(frame);
    store.add(codec.code(coder, quality, plan, plan.intra ? [] : store.beforeOnly(time)));
    bytes += coder.finish().length;
    return frameErrors(frame, codec.bytes(), layout);
  });
  return { bytes, psnr: psnrOf(errors, layout) };
}
