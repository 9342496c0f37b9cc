import { chmod, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sharedPath } from '@codecsmith/test-servers';
import { groupsOf, LoopbackListener, processesOf } from './containment.testing.ts';
import { BREACH, hostileCorpus, hostileLimits, isAccepted, isOfChoice, type Hostile } from './corpus.testing.ts';
import { HONEST_PYTHON, makeHome } from './fixture.testing.ts';
import { ownerOf } from './machine.ts';
import { isReadableByOthers, ORDINARY_UID, runCheck, type CheckLine, type Poorer } from './machines.testing.ts';

const CORPUS = hostileCorpus(sharedPath('abuse'));
const HONEST_NAME = 'honest.py';
const SECRET = `planted-${process.pid}-${Math.random()}`;

/** What is taken away, what is left, and whether the whole corpus is tried there or only a choice of it. */
const MACHINES: readonly (readonly [readonly Poorer[], string, string, 'whole' | 'choice'])[] = [
  [['ordinary user'], 'B', 'an ordinary user', 'whole'],
  [['ordinary user', 'no user namespaces'], 'C', 'an ordinary user without user namespaces', 'choice'],
  [['no user namespaces'], 'C', 'root without user namespaces', 'choice'],
  [['no control groups'], 'B', 'root without control groups', 'choice'],
  [['no control groups', 'no user namespaces'], 'C', 'root without both', 'choice'],
];

/** What is wrong with one file's run: its outcome, or what it said. */
function judge(hostile: Hostile | undefined, { outcome = '', log = '' }: CheckLine): string | undefined {
  if (hostile === undefined) return outcome === 'ok' ? undefined : `an honest candidate beside them: ${outcome}`;
  if (log.includes(SECRET)) return 'it saw the secret';
  return BREACH.exec(log)?.[0] ?? (isAccepted(hostile, outcome) ? undefined : `${outcome}: ${hostile.accepted.join()}`);
}

/** Hostile files with an honest candidate after every tenth. */
function mixed(hostile: readonly Hostile[], honest: object): object[] {
  const limited = hostile.map((one) => ({ ...one, limits: hostileLimits(one) }));
  return limited.flatMap((one, index) => (index % 10 === 0 ? [one, honest] : [one]));
}

const canBePoorer = process.getuid?.() === 0 && isReadableByOthers();
const describeHere = canBePoorer ? describe : describe.skip;
if (!canBePoorer) process.stdout.write('SKIPPED, needs root and a checkout that others can read: poorer machines\n');

describeHere.each(MACHINES)('a machine made poorer: %j', (poorer, tier, words, extent) => {
  const hostile = CORPUS.filter((one) => extent === 'whole' || isOfChoice(one));
  const uids = { first: 62_160, last: 62_169 };
  let home: Awaited<ReturnType<typeof makeHome>>;
  let listener: LoopbackListener;

  beforeEach(async () => {
    home = await makeHome();
    await chmod(home.path, 0o777); // the executor under test may be another user
    listener = await LoopbackListener.open(4222);
  });
  afterEach(async () => {
    await listener.close();
    await home.remove();
  });

  it(`holds hostile candidates in tier ${tier} for ${words}, and leaves honest ones alone`, async () => {
    const file = join(home.path, HONEST_NAME);
    await writeFile(file, HONEST_PYTHON, { mode: 0o644 });
    const candidates = mixed(hostile, { language: 'python', file });
    const [about, ...results] = await runCheck(poorer, { options: { home: home.path, uids }, candidates }, SECRET);
    expect(about).toMatchObject({ tier, ownUid: !poorer.includes('ordinary user') });

    const verdicts = results.map((line) => {
      const wrong = judge(
        hostile.find(({ name }) => name === line.file),
        line,
      );
      return { file: line.file, verdict: wrong ?? 'contained' };
    });
    expect(verdicts.filter(({ verdict }) => verdict !== 'contained')).toEqual([]);
    expect(verdicts).toHaveLength(candidates.length);

    const ordinary = { first: ORDINARY_UID, last: ORDINARY_UID };
    expect({
      connections: listener.connections,
      alive: [...processesOf(uids), ...processesOf(ordinary)],
      groups: groupsOf(ownerOf(home.path)),
      left: await readdir(join(home.path, 'work')),
    }).toEqual({ connections: 0, alive: [], groups: [], left: [] });
  });
});
