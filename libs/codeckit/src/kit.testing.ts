import { join } from 'node:path';
import { codeckitJavaScriptPath } from './codeckit.ts';

/** A coder of decisions: an encoder takes the bit, a decoder returns it. Probabilities are of a 1, in 1/32768. */
export interface Coder {
  readonly decoding: boolean;
  code(p1: number, bit?: number): number;
  raw(bit?: number): number;
}

/** A small linear congruential generator: the same numbers in every run. */
export const numbers = (count: number, below: number, seed = 12345): number[] => {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  });
};

/**
 * Loads a module as a guest does: by Node itself, not in the context of the test, where codecs take twenty times as
 * long because every global is looked up through the test's own.
 */
export const loadByNode = process.getBuiltinModule('node:module').createRequire(import.meta.url);

/** The module `codeckit` as a guest of JavaScript gets it; T: what a spec uses of it. */
export const loadKit = <T>(): Promise<T> =>
  Promise.resolve(loadByNode(join(codeckitJavaScriptPath(), 'index.js')) as T);
