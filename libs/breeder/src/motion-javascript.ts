import type { Values } from './gene-table.ts';
import { motionParts, optionsOf } from './motion-genes.ts';

export const lowDelayTitle = (genes: Values): string => `Low-delay codec: ${motionParts(genes)}`;
export const randomAccessTitle = (genes: Values): string =>
  `Random-access codec: pyramids of ${String(genes['group'])}, ${motionParts(genes)}`;

/** Three decimals: sums of numbers have dust. */
const number = (value: number): string => String(Math.round(value * 1000) / 1000);

/** `{ references: 3, pairs: false }`, a line for each option. */
function record(entries: Readonly<Record<string, unknown>>): string {
  const fields = Object.entries(entries).map(([name, value]) => `  ${name}: ${JSON.stringify(value)},\n`);
  return fields.length === 0 ? '{}' : `{\n${fields.join('')}}`;
}

const head = (title: string, names: readonly string[], genes: Values): string => `/**
 * ${title.replaceAll(', ', ',\n * ').replace(': ', ':\n * ')}.
 */
import { ${names.join(', ')} } from 'codeckit';

const COLOR = 'i420';

/** What differs from codeckit's CODEC_OPTIONS. */
const OPTIONS = ${record(optionsOf(genes))};
const REFERENCES = ${String(genes['references'])};`;

/** Readable JavaScript for these genes. */
export function writeLowDelay(genes: Values): string {
  const cascade = ['fourth', 'others', 'second', 'others'].map((name) => Number(genes[name]));
  const names = ['BlockCodec', 'lowDelayPlan', 'RangeDecoder', 'RangeEncoder', 'ReferenceStore', 'VIDEO_STATES'];
  return `${head(lowDelayTitle(genes), names, genes)}
/** Quantisers by which the pictures after an intra picture are coarser than the quality says, in turn. */
const ORDER = { cascade: [${cascade.map(number).join(', ')}], intraOffset: ${String(genes['intraOffset'])} };

/** One side of a clip, from its first picture on. */
class LowDelay {
  constructor({ width, height }) {
    this.codec = new BlockCodec(width, height, OPTIONS);
    this.store = new ReferenceStore(REFERENCES);
    this.codec.start(VIDEO_STATES);
  }

  run(coder, time, quality) {
    const plan = lowDelayPlan(time, ORDER);
    const references = plan.intra ? [] : this.store.beforeOnly(time);
    this.store.add(this.codec.code(coder, quality, plan, references));
  }
}

let side = null;

/** The state of a clip begins with its first frame. */
function sideAt(frameIndex, config) {
  if (side === null || frameIndex === 0) side = new LowDelay(config);
  return side;
}

function compressVideoFrame(frame, frameIndex, config) {
  const coder = new RangeEncoder();
  const encoder = sideAt(frameIndex, config);
  encoder.codec.load(frame.data);
  encoder.run(coder, frameIndex, config.quality);
  return coder.finish();
}

function decompressVideoFrame(data, frameIndex, config) {
  const decoder = sideAt(frameIndex, config);
  decoder.run(new RangeDecoder(data), frameIndex, config.quality);
  return decoder.codec.bytes();
}
`;
}

/** Readable JavaScript for these genes. */
export function writeRandomAccess(genes: Values): string {
  const steps = ['layer1', 'layer2', 'layer3'].map((name) => Number(genes[name]));
  const pyramid = [0, ...steps.map((_, at) => steps.slice(0, at + 1).reduce((sum, step) => sum + step, 0))];
  const names = ['BlockCodec', 'pyramidPlans', 'RangeDecoder', 'RangeEncoder', 'ReferenceStore', 'VIDEO_STATES'];
  return `${head(randomAccessTitle(genes), names, genes)}
/** Pictures of a group, and quantisers by which each layer of it is coarser than the quality says. */
const ORDER = { group: ${String(genes['group'])}, pyramid: [${pyramid.map(number).join(', ')}], intraOffset: ${String(genes['intraOffset'])} };

/** Codes all pictures of a clip in the order of coding: \`before(time)\` first, \`after(time)\` when it is there. */
function run(coder, config, before, after) {
  const codec = new BlockCodec(config.width, config.height, OPTIONS);
  const store = new ReferenceStore(REFERENCES);
  codec.start(VIDEO_STATES);
  for (const plan of pyramidPlans(config.frame_count, ORDER)) {
    before(codec, plan.time);
    const references = plan.intra ? [] : store.aroundOf(plan.time, plan.layer);
    store.add(codec.code(coder, config.quality, plan, references));
    after(codec, plan.time);
  }
}

function encodeVideo(frames, config) {
  const coder = new RangeEncoder();
  const load = (codec, time) => codec.load(frames[time].data);
  run(coder, config, load, () => undefined);
  return coder.finish();
}

function decodeVideo(data, config) {
  const pictures = [];
  const keep = (codec, time) => (pictures[time] = codec.bytes());
  run(new RangeDecoder(data), config, () => undefined, keep);
  return pictures;
}
`;
}
