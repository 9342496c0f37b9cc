import type { GeneTable, Values } from './gene-table.ts';
import { INTRA_GENES, intraTitle } from './intra-genes.ts';
import { writeIntra } from './intra-javascript.ts';

/** A kind of codec on codeckit's engine for JavaScript: its genes, and the text that they stand for. */
export interface Family {
  readonly genes: GeneTable;
  /** The codec in one line, without a full stop. */
  readonly title: (genes: Values) => string;
  readonly write: (genes: Values) => string;
}

/** All families, by the name that genomes and campaigns give them. The first is the one that a campaign breeds unless told otherwise. */
export const ENGINE_FAMILIES = {
  intra: { genes: INTRA_GENES, title: intraTitle, write: writeIntra },
} as const satisfies Readonly<Record<string, Family>>;

export type FamilyName = keyof typeof ENGINE_FAMILIES;
export const FAMILY_NAMES = Object.keys(ENGINE_FAMILIES) as [FamilyName, ...FamilyName[]];
export const isFamily = (name: string): name is FamilyName => Object.hasOwn(ENGINE_FAMILIES, name);
export const familyOf = (name: FamilyName): Family => ENGINE_FAMILIES[name];
