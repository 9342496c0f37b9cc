import { factor, offset, tool, type GeneTable, type Values } from './gene-table.ts';

const [NO, YES] = [false, true];
const BOTH = [NO, YES] as const;

/**
 * Genes of a codec that codes pictures of blocks, its own and those of others, with codeckit's BlockCodec. A name that
 * CODEC_OPTIONS has is an option of it; the starting values are its own.
 */
const BLOCK_GENES = {
  largest: tool([16, 32, 64], 64),
  smallest: tool([8, 4], 4),
  angles: tool([0, 9, 33], 33),
  triedModes: tool([1, 2, 3], 3),
  chromaFromLuma: tool(BOTH, YES),
  dst: tool(BOTH, YES),
  levels: tool(['rounded', 'by cost'], 'by cost'),
  references: tool([1, 2, 3, 4], 3),
  pairs: tool(BOTH, YES),
  quarterSamples: tool(BOTH, YES),
  reach: tool([8, 16, 24, 32], 24),
  triedMerges: tool([1, 2, 3], 2),
  transformSplit: tool(BOTH, YES),
  intraInInter: tool(BOTH, YES),
  deblocking: tool(BOTH, YES),
  filter: tool(BOTH, YES),
  rounding: offset([0.15, 0.4, 0.5]),
  lambda: factor([0.06, 0.13, 0.28]),
  chromaOffset: offset([-4, -0.5, 3]),
  intraOffset: offset([-5, -1.5, 1]),
} as const satisfies GeneTable;

/** Each picture refers to earlier ones. Of four, so many quantisers are the fourth, the second and the others coarser. */
export const LOW_DELAY_GENES = {
  ...BLOCK_GENES,
  fourth: offset([-1, 0, 1]),
  second: offset([-0.5, 0.3, 2]),
  others: offset([-0.5, 0.6, 3]),
} as const satisfies GeneTable;

/** Most pictures refer to some before and some after them. So many quantisers is a layer coarser than the one above. */
export const RANDOM_ACCESS_GENES = {
  ...BLOCK_GENES,
  group: tool([4, 8, 16], 8),
  layer1: offset([0, 1.5, 3]),
  layer2: offset([0, 1, 2.5]),
  layer3: offset([0, 1, 2.5]),
} as const satisfies GeneTable;

/** Options of BlockCodec that these genes set: those that are not its own. */
export function optionsOf(genes: Values): Record<string, unknown> {
  const { levels, rounding } = genes;
  const given = Object.entries(BLOCK_GENES).flatMap(([name, { start }]) =>
    NOT_OPTIONS.has(name) || genes[name] === start ? [] : [[name, genes[name]] as const],
  );
  return { ...Object.fromEntries(given), ...(levels === 'rounded' ? { rounding } : {}) };
}

const NOT_OPTIONS: ReadonlySet<string> = new Set(['levels', 'rounding', 'intraOffset']);

/** The parts that a motion codec has, for its title. */
export function motionParts(genes: Values): string {
  const { largest, smallest, references, quarterSamples, pairs, levels, deblocking, filter } = genes;
  const many = references === 1 ? 'one picture' : `${String(references)} pictures`;
  return [
    `blocks of ${String(largest)} to ${String(smallest)}`,
    `motion from ${many} ${quarterSamples === true ? 'at quarter samples' : 'at whole samples'}`,
    ...(pairs === true ? ['blocks from two'] : []),
    `levels ${String(levels)}`,
    ...(deblocking === true ? ['deblocking'] : []),
    ...(filter === true ? ['a learnt filter'] : []),
  ].join(', ');
}
