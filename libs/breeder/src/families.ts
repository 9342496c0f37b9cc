import { ANCHOR_MODES, type AnchorMode } from '@codecsmith/experiment';
import type { GeneTable, Values } from './gene-table.ts';
import { INTRA_GENES, intraTitle } from './intra-genes.ts';
import { writeIntra } from './intra-javascript.ts';
import { LOW_DELAY_GENES, RANDOM_ACCESS_GENES } from './motion-genes.ts';
import { lowDelayTitle, randomAccessTitle, writeLowDelay, writeRandomAccess } from './motion-javascript.ts';

/** A kind of codec on codeckit's engine for JavaScript: its genes, and the text that they stand for. */
interface Family {
  readonly genes: GeneTable;
  /** The codec in one line, without a full stop. */
  readonly title: (genes: Values) => string;
  readonly write: (genes: Values) => string;
}

/** All families, by the mode of their codecs, which is their name in genomes and campaigns. */
const ENGINE_FAMILIES = {
  'all-intra': { genes: INTRA_GENES, title: intraTitle, write: writeIntra },
  'low-delay': { genes: LOW_DELAY_GENES, title: lowDelayTitle, write: writeLowDelay },
  'random-access': { genes: RANDOM_ACCESS_GENES, title: randomAccessTitle, write: writeRandomAccess },
} as const satisfies Readonly<Record<AnchorMode, Family>>;

export type FamilyName = AnchorMode;
export const isFamily = (name: string): name is FamilyName => (ANCHOR_MODES as readonly string[]).includes(name);
export const familyOf = (name: FamilyName): Family => ENGINE_FAMILIES[name];
