import type { Clip } from '@codecsmith/experiment';
import { deadOf, slipsIn } from '@codecsmith/test-llm-stand-in';
import { digestOf } from './artifacts.ts';

/** What a run of a writer's code comes to: told by code and rung alone, so that a campaign takes no time. */
export type Run =
  | {
      readonly works: true;
      /** Points on a rung with a score; on the first the saving in percent. */
      readonly score: number;
      /** Why the score is no verdict; left out where it may be one. */
      readonly noVerdict?: string;
    }
  | { readonly works: false; readonly message: string };

/** What campaigns are played on, in place of clips and executors. */
export interface Bed {
  readonly clip: Clip;
  readonly language: 'python' | 'javascript';
  readonly fileName: string;
  readonly runOf: (code: string, rung: number) => Run;
  /** Executor seconds of a run. */
  readonly secondsOf: (code: string, rung: number) => number;
}

/** What Python and JavaScript say of each slip. */
const MESSAGES: readonly string[] = [
  "ImportError: cannot import name 'huffman' from 'codeckit'",
  "TypeError: compress() got an unexpected keyword argument 'effort'",
  'ValueError: operands could not be broadcast together with shapes (96,96) (9216,)',
  'zlib.error: Error -3 while decompressing data: incorrect header check',
  "SyntaxError: The requested module 'codeckit' does not provide an export named 'Huffman'",
  "TypeError: Cannot read properties of undefined (reading 'map')",
  "TypeError: Cannot read properties of undefined (reading 'slice')",
  'RangeError: Offset is outside the bounds of the DataView',
];

/** Where a writer's number is best, by this model of a codec. */
const BEST_DEAD = 27;
/** And below this it gives chroma up, so that no verdict is possible. */
const LEAST_DEAD = 25;

function runOf(code: string): Run {
  const [slip] = slipsIn(code);
  const dead = deadOf(code);
  if (slip === undefined) {
    const score = -20 - Math.abs(dead - BEST_DEAD);
    return dead < LEAST_DEAD ? { works: true, score, noVerdict: 'meadow (chroma)' } : { works: true, score };
  }
  const message = MESSAGES.find((text) => slip.told.test(text)) ?? 'Exception';
  return { works: false, message };
}

/** Executor seconds of a run on each rung. */
const SECONDS = [2, 10, 60] as const;

/** Codecs of scripted writers. */
export const WRITTEN: Bed = {
  clip: {
    ...{ digest: digestOf('clip'), name: 'meadow', width: 96, height: 64, fps: { num: 25, den: 1 }, frames: 10 },
    ...{ pixelFormat: 'yuv420p', matrix: null, range: null, sourceBytes: 1, sourceCompressed: false },
  },
  language: 'python',
  fileName: 'codec.py',
  runOf,
  secondsOf: (_, rung) => SECONDS[rung] ?? 0,
};

/** The same in JavaScript. */
export const WRITTEN_JAVASCRIPT: Bed = { ...WRITTEN, language: 'javascript', fileName: 'codec.mjs' };

export const TRIAL_SECONDS = 1;
