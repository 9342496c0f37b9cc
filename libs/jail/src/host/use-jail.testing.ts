import { existsSync } from 'node:fs';
import { makeHome } from './fixture.testing.ts';
import { openJail, type Jail } from './open-jail.ts';
import { RUNSC, type JailOptions } from './options.ts';

export type TestedTier = NonNullable<JailOptions['tier']>;

export const HAS_GVISOR = existsSync(RUNSC);

/** Tiers that tests try here; without gVisor, a line says which tests are left out. */
export function testedTiers(what: string): readonly TestedTier[] {
  if (HAS_GVISOR) return ['A', 'B', 'C', 'strict'];
  process.stdout.write(`SKIPPED, gVisor (runsc) is not installed: ${what} in tier strict\n`);
  return ['A', 'B', 'C'];
}

const LIMIT_MS = 60_000;

/** A jail of this tier in a home of its own, for the tests of one `describe`. */
export function useJail(tier: TestedTier): () => Jail {
  let home: Awaited<ReturnType<typeof makeHome>>;
  let jail: Jail;
  beforeAll(async () => {
    home = await makeHome();
    jail = await openJail({ home: home.path, tier });
  }, LIMIT_MS);
  afterAll(async () => {
    await jail.close();
    await home.remove();
  }, LIMIT_MS);
  return () => jail;
}
