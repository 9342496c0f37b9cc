import { makeHome } from './fixture.testing.ts';
import { probeMachine } from './machine.ts';
import { openJail, type Jail } from './open-jail.ts';
import { DEFAULT_PYTHON, type JailOptions } from './options.ts';

export type TestedTier = NonNullable<JailOptions['tier']>;

const TIERS = ['A', 'B', 'C', 'strict'] as const satisfies readonly TestedTier[];

const machine = await (async () => {
  const home = await makeHome();
  return probeMachine({ home: home.path }, DEFAULT_PYTHON).finally(() => home.remove());
})();

/** Tiers that this machine offers and tests try here; a line says of the others which tests are left out, and why. */
export function testedTiers(what: string): readonly TestedTier[] {
  const offered = new Set<string>(machine.offered.map(({ tier }) => tier));
  for (const tier of TIERS.filter((each) => !offered.has(each)))
    process.stdout.write(`SKIPPED, not to be had here (${machine.reasons.join('; ')}): ${what} in tier ${tier}\n`);
  return TIERS.filter((tier) => offered.has(tier));
}

/** For what only root can do: tell guests by their uids, and take means away from a machine. */
export const isRoot = process.getuid?.() === 0;

/** A jail of this tier in a home of its own, for the tests of one `describe`. */
export function useJail(tier: TestedTier): () => Jail {
  let home: Awaited<ReturnType<typeof makeHome>>;
  let jail: Jail;
  beforeAll(async () => {
    home = await makeHome();
    jail = await openJail({ home: home.path, tier });
  });
  afterAll(async () => {
    await jail.close();
    await home.remove();
  });
  return () => jail;
}
