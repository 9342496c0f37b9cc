/** Two machines' tools may add in another order; anything beyond this is another result. */
const RELATIVE_TOLERANCE = 1e-9;

export interface Comparison {
  readonly matches: number;
  readonly differences: readonly string[];
}

/** Compares two JSON values leaf by leaf; each difference names the place, what was recorded and what is found now. */
export function compareValues(recorded: unknown, found: unknown): Comparison {
  const [before, now] = [leavesOf(recorded), leavesOf(found)];
  const places = new Set([...before.keys(), ...now.keys()]);
  const different = [...places].filter((place) => !same(before.get(place), now.get(place)));
  return {
    matches: places.size - different.length,
    differences: different.map((place) => `${place}: recorded ${show(before.get(place))}, now ${show(now.get(place))}`),
  };
}

type Leaf = string | number | boolean | null;

/** Runs and figures are named by what they are about, not by their place in a list. */
function leavesOf(value: unknown, place = '', leaves = new Map<string, Leaf>()): Map<string, Leaf> {
  if (value === undefined) return leaves;
  if (value === null || typeof value !== 'object') return leaves.set(place, value as Leaf);
  for (const [key, child] of Object.entries(value)) {
    const name = Array.isArray(value) ? nameOf(child, key) : key;
    leavesOf(child, place === '' ? name : `${place}.${name}`, leaves);
  }
  return leaves;
}

function nameOf(child: unknown, index: string): string {
  if (child === null || typeof child !== 'object') return index;
  const { clip, anchor, mode, metric, quality } = child as Readonly<Record<string, unknown>>;
  const parts = [
    typeof clip === 'string' ? clip.slice(0, 12) : undefined,
    ...[anchor, mode, metric],
    typeof quality === 'number' ? `quality ${quality}` : undefined,
  ];
  return parts.filter((part) => typeof part === 'string').join(' ') || index;
}

function same(a: Leaf | undefined, b: Leaf | undefined): boolean {
  if (typeof a !== 'number' || typeof b !== 'number') return a === b;
  return Math.abs(a - b) <= RELATIVE_TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
}

const show = (leaf: Leaf | undefined): string => (leaf === undefined ? 'nothing' : String(leaf));
