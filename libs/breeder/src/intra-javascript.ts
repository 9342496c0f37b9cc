import type { GeneTable, Values } from './gene-table.ts';
import { INTRA_GENES, intraTitle } from './intra-genes.ts';
import { intraSearch } from './intra-search.ts';
import { intraStream } from './intra-stream.ts';
import { lines } from './lines.ts';

/** Names that a codec of this family may take from codeckit. */
const KIT = [
  ...['AdaptiveFilter', 'BlockMaps', 'ChoiceSyntax', 'deblock', 'FIRST_ANGLE', 'forwardBlock', 'INTRA_STATES'],
  ...['KindSyntax', 'LAST_ANGLE', 'LevelChooser', 'LevelModels', 'MixedModels', 'MODE_DC', 'MODE_HORIZONTAL'],
  ...['MODE_PAETH', 'MODE_PLANAR', 'MODE_VERTICAL', 'ModeSyntax', 'Picture', 'predictBlock', 'predictFromLuma'],
  ...['Quadtree', 'RangeDecoder', 'RangeEncoder', 'reconstructBlock', 'ReferenceLine', 'Snapshots', 'stepsOfQuality'],
  'subtractPrediction',
];

/** Readable JavaScript for these genes: only the parts that they use. */
export function writeIntra(genes: Values): string {
  const body = [steps(genes), codec(genes), ENTRY].join('\n\n');
  const constants = [...choicesOf(genes), ...constantsOf(INTRA_GENES, genes)];
  const used = constants.filter(({ name }) => uses(`${SCREEN_BITS}\n${body}`, name)).map(({ text }) => text);
  const head = lines(DECLARED, ...used, SCREEN_BITS);
  const title = intraTitle(genes).replaceAll(', ', ',\n * ').replace(': ', ':\n * ');
  return `/**\n * ${title}.\n * Each packet decodes alone.\n */\n${imports(`${head}\n${body}`)}\n\n${head}\n\n${body}\n`;
}

const uses = (text: string, name: string): boolean => new RegExp(`\\b${name}\\b`, 'u').test(text);

/** Six names a line. */
function imports(text: string): string {
  const names = KIT.filter((name) => uses(text, name));
  const rows = Array.from({ length: Math.ceil(names.length / 6) }, (_, row) => names.slice(6 * row, 6 * row + 6));
  return rows.map((row) => `import { ${row.join(', ')} } from 'codeckit';`).join('\n');
}

interface Constant {
  readonly name: string;
  readonly text: string;
}

const constantsOf = (table: GeneTable, genes: Values): Constant[] =>
  Object.entries(table).flatMap(([gene, { constant, says }]) =>
    constant === undefined
      ? []
      : [{ name: constant, text: `/** ${says ?? ''} */\nconst ${constant} = ${String(genes[gene])};` }],
  );

const DECLARED = `const COLOR = 'i420';
const [LUMA, BLUE, RED] = [0, 1, 2];
const CHROMA = [BLUE, RED];`;

const SCREEN_BITS = `/** About how many bits a coefficient of so many steps costs, by 32 times its size. */
const SCREEN_BITS = Float64Array.from({ length: 8192 }, (_, k) => 0.75 * Math.log2(1 + SCREEN_SLOPE * (k / 32) ** 2));`;

const choicesOf = ({ largest, fromLuma, chromaModes }: Values): Constant[] => {
  const tried = [...(fromLuma === true ? ['FROM_LUMA'] : []), 'AS_LUMA'];
  const others = Array.from({ length: Number(chromaModes) }, (_, k) => String(k + 2));
  return [
    {
      name: 'CHROMA_MODES',
      text: `/** Chroma is predicted from luma (0), in the mode of luma (1), or in one of these. */
const CHROMA_MODES = [null, null, MODE_PLANAR, MODE_DC, MODE_VERTICAL, MODE_HORIZONTAL];`,
    },
    { name: 'FROM_LUMA', text: 'const FROM_LUMA = 0;' },
    { name: 'AS_LUMA', text: 'const AS_LUMA = 1;' },
    {
      name: 'TRIED_CHROMA',
      text: `/** Those of them that the encoder tries. */\nconst TRIED_CHROMA = [${[...tried, ...others].join(', ')}];`,
    },
    {
      name: 'LOG2_LARGEST',
      text: `/** Squares that the quadtree starts from. */\nconst LOG2_LARGEST = ${Math.log2(Number(largest))};`,
    },
    {
      name: 'LOG2_QUARTER',
      text: '/** A block of 8 whose luma is predicted and transformed in quarters of 4. */\nconst LOG2_QUARTER = 2;',
    },
    { name: 'ANGLE_STEP', text: '/** Angles that are looked at first: every fourth. */\nconst ANGLE_STEP = 4;' },
  ];
};

const steps = ({ deblocking }: Values): string =>
  lines(
    `/** Quantiser steps of a quality, with this codec's own factors; both sides compute the same. */
function stepsOf(quality) {
  const steps = stepsOfQuality(quality);
  const coarse = (50 - Math.round(quality)) / 50;
  const chroma = Math.max(8, Math.round(steps.chroma * CHROMA_STEP * (1 + CHROMA_BEND * coarse)));
  const lambda = steps.lambda * LAMBDA * (1 + LAMBDA_BEND * coarse);
  const chromaWeight = steps.chromaWeight * CHROMA_WEIGHT * (steps.chroma / chroma) ** 2;
  return { ...steps, chroma, lambda, chromaWeight };
}`,
    deblocking === true &&
      `
/** Steps as deblocking sees them. */
const deblockingSteps = ({ qp, luma, chroma }) => ({
  qp: Math.max(0, Math.round(qp + FLATNESS)),
  luma: Math.round(luma * CORRECTION),
  chroma: Math.round(chroma * CORRECTION),
});`,
  );

const codec = (
  genes: Values,
): string => `/** One side's state: encoder and decoder hold the same maps and models, and only the encoder searches. */
class IntraCodec {
${intraStream(genes)}

${intraSearch(genes)}
}`;

const ENTRY = `/** A codec is kept from frame to frame for its memory alone: each run starts anew. */
const codecs = new Map();
function codecOf({ width, height }) {
  const size = \`\${width}x\${height}\`;
  if (!codecs.has(size)) codecs.set(size, new IntraCodec(width, height));
  return codecs.get(size);
}

function compressVideoFrame(frame, frameIndex, config) {
  const codec = codecOf(config);
  const coder = new RangeEncoder();
  codec.source.load(frame.data);
  codec.run(coder, config.quality);
  return coder.finish();
}

function decompressVideoFrame(data, frameIndex, config) {
  const codec = codecOf(config);
  codec.run(new RangeDecoder(data), config.quality);
  return codec.picture.bytes();
}`;
