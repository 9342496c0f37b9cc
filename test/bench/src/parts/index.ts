import type { Part } from '../harness/figure.ts';
import { jailPart } from './jail.ts';
import { ledgerPart } from './ledger/ledger.ts';
import { measurePart } from './measure.ts';

/** Every part, in the order in which they run. */
export const PARTS: readonly Part[] = [ledgerPart, jailPart, measurePart];
