import { deadOf, slipsIn } from '@codecsmith/test-llm-stand-in';

/** What a run of a writer's code comes to: told by the code alone, so that a campaign takes no time. */
export type Run =
  { readonly works: true; readonly score: number } | { readonly works: false; readonly message: string };

/** What Python says of each slip. */
const MESSAGES: readonly (readonly [RegExp, string])[] = [
  [/huffman/u, "ImportError: cannot import name 'huffman' from 'codeckit'"],
  [/effort/u, "TypeError: compress() got an unexpected keyword argument 'effort'"],
  [/broadcast/u, 'ValueError: operands could not be broadcast together with shapes (96,96) (9216,)'],
  [/zlib/u, 'zlib.error: Error -3 while decompressing data: incorrect header check'],
];

/** Where a writer's number is best, by this model of a codec. */
const BEST_DEAD = 27;

export function runOf(code: string): Run {
  const [slip] = slipsIn(code);
  if (slip === undefined) return { works: true, score: -20 - Math.abs(deadOf(code) - BEST_DEAD) };
  const message = MESSAGES.find(([, text]) => slip.told.test(text))?.[1] ?? 'Exception';
  return { works: false, message };
}

/** Executor seconds of a run on each rung. */
export const SECONDS = [2, 10, 60] as const;
export const TRIAL_SECONDS = 1;
