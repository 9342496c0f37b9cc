import type { Figure } from './figure.ts';

/** One side of a comparison: returns its sample in the unit of the figure. */
export type Side = () => Promise<number>;

/**
 * Samples all sides in turn (A B A B …), so that whatever else the machine does meets all of them alike. The first turn
 * warms up and does not count.
 */
export async function paired(
  sides: Readonly<Record<string, Side>>,
  { unit, rounds }: { readonly unit: Figure['unit']; readonly rounds: number },
): Promise<Figure[]> {
  const samples = new Map(Object.keys(sides).map((name) => [name, [] as number[]]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, side] of Object.entries(sides)) {
      const sample = await side();
      if (!Number.isFinite(sample) || sample < 0) throw new Error(`"${name}" measured ${sample}`);
      if (round > 0) samples.get(name)?.push(sample);
    }
  }
  return [...samples].map(([name, taken]) => ({ name, unit, samples: taken }));
}

/** Milliseconds that the work takes. */
export async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

/** How many a second, when `count` of them take as long as the work. */
export const perSecond = async (count: number, work: () => Promise<unknown>): Promise<number> =>
  (count * 1_000) / (await milliseconds(work));
