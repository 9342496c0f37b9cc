import type { Oddity } from './odd-answer.ts';
import { failures, stubborn } from './odd-failures.ts';
import { counts, forms } from './odd-forms.ts';
import { refusals, waits } from './odd-refusals.ts';

export type { OddAnswer, OddEnding } from './odd-answer.ts';

/** Models that behave as OpenAI-compatible servers are known to, by name. */
export const ODDITIES: ReadonlyMap<string, Oddity> = new Map(
  Object.entries({ ...forms, ...counts, ...refusals, ...waits, ...failures, ...stubborn }),
);
