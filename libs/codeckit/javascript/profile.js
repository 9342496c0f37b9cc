import { AdaptiveFilter } from './adaptive-filter.js';
import { BlockCodec } from './block-codec.js';
import { BlockResiduals } from './block-residuals.js';
import { InterBlocks } from './inter-blocks.js';
import { IntraBlocks } from './intra-blocks.js';
import { ChoiceSyntax, KindSyntax, ModeSyntax } from './intra-syntax.js';
import { LevelModels } from './levels.js';
import { MotionChoices } from './motion-choices.js';
import { MotionSyntax } from './motion-syntax.js';
import { LevelChooser } from './optimal-levels.js';
import { Quadtree } from './quadtree.js';
import { RangeDecoder, RangeEncoder } from './range.js';
import { ReferenceLine } from './reference-line.js';
import { ReferencePicture } from './reference-picture.js';

/**
 * Where a codec on this engine spends bits and time: by element of its stream, and by what it is doing. For authors, and for
 * prompts; a codec that is being measured should not call it, since counting takes time.
 */
const OTHER = 'other';
const PROBABILITY_ONE = 32768;

/** Methods that write or read elements of a stream, and what the bits are of that no method inside them claims. */
const ELEMENTS = [
  [Quadtree, 'code', 'splits'],
  [ModeSyntax, 'code', 'intra modes'],
  [KindSyntax, 'code', 'transform kinds'],
  [ChoiceSyntax, 'code', 'choices'],
  [LevelModels, 'code', 'levels'],
  [MotionSyntax, 'codeSkip', 'skip'],
  [MotionSyntax, 'codeInter', 'inter or intra'],
  [MotionSyntax, 'codeSplit', 'transform splits'],
  [MotionSyntax, 'code', 'motion'],
  [AdaptiveFilter, 'run', 'filter'],
];
/** Methods whose time is counted, less that of those inside them. */
const STAGES = [
  [BlockCodec, 'code', 'pictures'],
  [Quadtree, 'search', 'search of splits'],
  [Quadtree, 'code', 'stream'],
  [IntraBlocks, 'search', 'search of intra blocks'],
  [InterBlocks, 'search', 'search of inter blocks'],
  [MotionChoices, 'find', 'search of motion'],
  [BlockResiduals, 'attempt', 'transforms'],
  [BlockResiduals, 'keep', 'reconstruction'],
  [BlockResiduals, 'reconstruct', 'reconstruction'],
  [LevelChooser, 'choose', 'levels by cost'],
  [ReferenceLine, 'gather', 'reference lines'],
  [ReferencePicture, 'quarters', 'planes between samples'],
  [AdaptiveFilter, 'run', 'filter'],
];

/**
 * Runs `run` and counts: { result, bits, decisions, seconds }. bits: { [element]: bits by the probabilities of its decisions };
 * decisions: how many of them; seconds: { [stage]: its own time }. Elements that no part of codeckit writes are 'other'.
 */
export function profile(run, now = () => globalThis.performance?.now() ?? Date.now()) {
  const [bits, decisions, milliseconds] = [new Map(), new Map(), new Map()];
  const restore = [];
  let [element, stage, since] = [OTHER, OTHER, now()];
  const add = (map, name, value) => map.set(name, (map.get(name) ?? 0) + value);
  const enterStage = (name) => {
    const time = now();
    add(milliseconds, stage, time - since);
    [stage, since] = [name, time];
  };
  const patch = (type, method, wrap) => {
    const original = type.prototype[method];
    restore.push(() => (type.prototype[method] = original));
    type.prototype[method] = wrap(original);
  };
  const within = (get, enter) => (name) => (original) =>
    function (...parameters) {
      const before = get();
      enter(name);
      try {
        return original.apply(this, parameters);
      } finally {
        enter(before);
      }
    };
  const inElement = within(
    () => element,
    (name) => (element = name),
  );
  const inStage = within(() => stage, enterStage);
  const counted = (original) =>
    function (p1, bit) {
      const coded = original.call(this, p1, bit);
      add(bits, element, -Math.log2((coded ? p1 : PROBABILITY_ONE - p1) / PROBABILITY_ONE));
      add(decisions, element, 1);
      return coded;
    };
  try {
    for (const [type, method, name] of ELEMENTS) patch(type, method, inElement(name));
    for (const [type, method, name] of STAGES) patch(type, method, inStage(name));
    for (const type of [RangeEncoder, RangeDecoder]) patch(type, 'code', counted);
    const result = run();
    enterStage(OTHER);
    const seconds = Object.fromEntries([...milliseconds].map(([name, value]) => [name, value / 1000]));
    return { result, bits: Object.fromEntries(bits), decisions: Object.fromEntries(decisions), seconds };
  } finally {
    for (const undo of restore.toReversed()) undo();
  }
}

/** What `profile` counted, as a table of a line each, largest first. */
export function profileText(profiled) {
  const { bits, decisions, seconds } = profiled;
  const rows = (values, unit, digits, more = () => '') => {
    const total = Object.values(values).reduce((sum, value) => sum + value, 0);
    return Object.entries(values)
      .toSorted(([, a], [, b]) => b - a)
      .map(([name, value]) => {
        const share = ((100 * value) / Math.max(total, Number.MIN_VALUE)).toFixed(1);
        return `  ${name}: ${value.toFixed(digits)} ${unit}, ${share} %${more(name)}`;
      });
  };
  const each = (name) => `, ${decisions[name]} decisions`;
  return ['bits by element', ...rows(bits, 'bits', 0, each), 'time by stage', ...rows(seconds, 's', 2)].join('\n');
}
