import { chmod } from 'node:fs/promises';
import { sharedPath } from '@codecsmith/test-servers';
import { BREACH, hostileCorpus, hostileLimits, isAccepted, isOfChoice } from './corpus.testing.ts';
import { makeHome } from './fixture.testing.ts';
import { isReadableByOthers, runCheck, type Poorer } from './machines.testing.ts';

const CORPUS = hostileCorpus(sharedPath('abuse'));
const table: string[] = [];

afterAll(() => {
  process.stdout.write(`\nfile × machine × outcome × contained\n${table.join('\n')}\n`);
});

/** What is taken away, what is left, and whether the whole corpus is tried there or only a choice of it. */
const MACHINES: readonly (readonly [readonly Poorer[], string, string, 'whole' | 'choice'])[] = [
  [['ordinary user'], 'B', 'an ordinary user', 'whole'],
  [['no user namespaces', 'ordinary user'], 'C', 'an ordinary user without user namespaces', 'choice'],
  [['no user namespaces'], 'C', 'root without user namespaces', 'choice'],
  [['no control groups'], 'B', 'root without control groups', 'choice'],
  [['no control groups', 'no user namespaces'], 'C', 'root without both', 'choice'],
];

const canBePoorer = process.getuid?.() === 0 && isReadableByOthers();
const describeHere = canBePoorer ? describe : describe.skip;
if (!canBePoorer) process.stdout.write('SKIPPED, needs root and a checkout that others can read: poorer machines\n');

describeHere.each(MACHINES)('a machine made poorer: %j', (poorer, tier, words, extent) => {
  it(`holds hostile candidates in tier ${tier} for ${words}`, async () => {
    const home = await makeHome();
    await chmod(home.path, 0o777); // the executor under test may be another user
    const candidates = CORPUS.filter((hostile) => extent === 'whole' || isOfChoice(hostile)).map((hostile) => ({
      ...hostile,
      limits: hostileLimits(hostile),
    }));
    try {
      const uids = { first: 61_160, last: 61_169 };
      const [about, ...results] = await runCheck(poorer, { options: { home: home.path, uids }, candidates });
      expect(about).toMatchObject({ tier, ownUid: !poorer.includes('ordinary user') });
      const wrong = results.flatMap(({ file, outcome = '', log = '' }) => {
        const hostile = candidates.find(({ name }) => name === file);
        const accepted = hostile?.accepted;
        const breach = BREACH.exec(log)?.[0];
        const held = breach === undefined && hostile !== undefined && isAccepted(hostile, outcome);
        table.push(
          `${(file ?? '').padEnd(28)} ${words.padEnd(44)} ${outcome.padEnd(16)} ${held ? 'contained' : 'WRONG'}`,
        );
        return held ? [] : [{ file, outcome, accepted, breach }];
      });
      expect(wrong).toEqual([]);
      expect(results).toHaveLength(candidates.length);
    } finally {
      await home.remove();
    }
  }, 300_000);
});
