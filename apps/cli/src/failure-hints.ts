import { LabProblem, type LabClient } from '@codecsmith/client';
import leven from 'leven';
import { connectLab } from './lab/connect.ts';

/** Names that differ by more than this share of their letters are no slips of the keyboard. */
const MOST_DIFFERENT = 0.4;
const MOST_HINTS = 3;
const LOOKED_AT = 200;

/** What each kind of unknown thing is looked for among. */
const KNOWN: Readonly<Record<string, (lab: LabClient) => Promise<readonly string[]>>> = {
  unknown_experiment: async (lab) => {
    const { items } = await lab.experiments({ limit: LOOKED_AT });
    return items.flatMap(({ experimentId, name }) => (name === null ? [experimentId] : [experimentId, name]));
  },
  unknown_clip: async (lab) => (await lab.clips()).map(({ name }) => name),
  unknown_campaign: async (lab) => (await lab.campaigns()).map(({ id }) => id),
};

/**
 * "Did you mean …?" for ids and names that the lab does not know; undefined where nothing is near.
 *
 * @param words of the command line: one of them is the name that was mistyped
 */
export async function didYouMean(error: unknown, words: readonly string[]): Promise<string | undefined> {
  if (!(error instanceof LabProblem)) return undefined;
  const { code = '', detail = '' } = error.problem;
  // The words of the command come first, and may be in the message too.
  const wrong = words.findLast((word) => !word.startsWith('-') && word.length > 2 && detail.includes(word));
  const read = KNOWN[code];
  if (wrong === undefined || read === undefined) return undefined;
  const near = nearest(wrong, await read(await connectLab()).catch(() => []));
  return near.length === 0 ? undefined : `Did you mean ${near.join(' or ')}?`;
}

/** The names that are written most like a word: those that begin with it or it with them, then by letters that differ. */
export function nearest(word: string, names: readonly string[]): string[] {
  const distanceOf = (name: string): number => {
    if (name.startsWith(word) || word.startsWith(name)) return 0;
    return leven(word.toLowerCase(), name.toLowerCase()) / Math.max(word.length, name.length);
  };
  return [...new Set(names)]
    .map((name) => ({ name, distance: distanceOf(name) }))
    .filter(({ name, distance }) => name !== word && distance <= MOST_DIFFERENT)
    .toSorted((one, other) => one.distance - other.distance)
    .slice(0, MOST_HINTS)
    .map(({ name }) => name);
}
