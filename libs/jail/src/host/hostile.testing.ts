import { LoopbackListener } from './containment.testing.ts';
import { isAccepted, type Hostile } from './corpus.testing.ts';
import { HONEST_PYTHON, makeClip, removeClips, runBothSides } from './fixture.testing.ts';
import { CONTAINED, Lane, type Tried } from './lane.testing.ts';
import type { TestedTier } from './use-jail.testing.ts';

/** Beyond the uids that labs take (`DEFAULT_UIDS`), as in every spec: what runs under these was started here. */
const FIRST_UIDS = [62_150, 62_155];
const FIRST_HONEST_UID = 62_180;
const SECRET = `planted-${process.pid}-${Math.random()}`;

afterAll(removeClips);

/**
 * Tries each hostile candidate in a tier, beside honest ones.
 *
 * @param table gets a line for each: file, tier, outcome, whether it was contained, the outcomes that are right
 */
export function describeHostile(tier: TestedTier, corpus: readonly Hostile[], table: string[] = []): void {
  describe(`hostile candidates in tier ${tier}`, () => {
    const tried = new Map(corpus.map(({ file }) => [file, Promise.withResolvers<Tried>()]));
    const waiting = [...corpus];
    let lanes: Lane[] = [];
    let listener: LoopbackListener;
    let honest: Promise<readonly string[]>;

    /** Takes one file after the other, as an executor's slot does. */
    async function work(lane: Lane): Promise<void> {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const { resolve, reject } = tried.get(next.file) ?? Promise.withResolvers<Tried>();
        await lane.attempt(next, SECRET, listener).then(resolve, reject);
      }
    }

    /** The lab's other work, for as long as hostile files run beside it. */
    async function workHonestly(): Promise<readonly string[]> {
      const lane = await Lane.open(tier, FIRST_HONEST_UID);
      const outcomes: string[] = [];
      for (let round = 0; round < 4 && waiting.length > 0; round += 1) {
        const { encode, decode } = await runBothSides(lane.jail, HONEST_PYTHON, await makeClip());
        outcomes.push(`${encode.outcome} → ${decode?.outcome ?? 'none'}`);
      }
      await lane.close();
      return outcomes;
    }

    beforeAll(async () => {
      process.env['CODECSMITH_PLANTED'] = SECRET;
      listener = await LoopbackListener.open(4222);
      lanes = await Promise.all(FIRST_UIDS.map((first) => Lane.open(tier, first)));
      for (const { promise } of tried.values()) promise.catch(() => undefined); // told to the test that awaits it
      for (const lane of lanes) void work(lane);
      honest = workHonestly();
    });
    afterAll(async () => {
      await Promise.all(lanes.map((lane) => lane.close()));
      await listener.close();
      delete process.env['CODECSMITH_PLANTED'];
    });

    it('leave an honest candidate beside them alone', async () => {
      const outcomes = await honest;
      expect(outcomes.length).toBeGreaterThan(0);
      expect(new Set(outcomes)).toEqual(new Set(['ok → ok']));
    });

    it.each(corpus)('$name is contained', async (hostile: Hostile) => {
      const { outcomes, traces } = (await tried.get(hostile.file)?.promise) ?? { outcomes: [], traces: undefined };
      const held = JSON.stringify(traces) === JSON.stringify(CONTAINED);
      const right = hostile.accepted.length === 0 ? 'any, contained' : [...new Set(hostile.accepted)].join(' or ');
      const words = [
        ...[hostile.name.padEnd(34), tier, outcomes.join(' → ').padEnd(28)],
        ...[held ? 'contained' : 'ESCAPED', `right: ${right}`],
      ];
      table.push(words.join('  '));
      expect(traces).toEqual(CONTAINED);
      const last = outcomes.at(-1) ?? 'none';
      expect({ last, right: isAccepted(hostile, last, tier), wanted: hostile.accepted }).toMatchObject({ right: true });
    });
  });
}
