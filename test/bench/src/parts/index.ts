import type { Part } from '../harness/figure.ts';
import { busPart } from './bus/bus.ts';
import { dashboardPart } from './dashboard/dashboard.ts';
import { jailPart } from './jail.ts';
import { labPart } from './lab/lab.ts';
import { ledgerPart } from './ledger/ledger.ts';
import { measurePart } from './measure.ts';

/** Every part, in the order in which they run. */
export const PARTS: readonly Part[] = [ledgerPart, busPart, jailPart, measurePart, labPart, dashboardPart];
