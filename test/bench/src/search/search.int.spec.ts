import {
  readRecorded,
  recordedWriter,
  SLIP_NAMES,
  WORKING,
  WRITERS,
  type RecordedAnswer,
  type Writer,
} from '@codecsmith/test-llm-stand-in';
import { describeWithShared } from '@codecsmith/test-servers';
import { outcomeOf, type Outcome } from './outcome.ts';
import { BEST_RECORDED, recordedBed } from './recorded-bed.ts';
import { WrittenCampaign } from './written-campaign.ts';
import { WRITTEN_JAVASCRIPT } from './written-codec.ts';

const writerOf = (name: string): Writer => {
  const writer = WRITERS.get(name);
  if (writer === undefined) throw new Error(`there is no writer ${name}`);
  return writer;
};

async function played(name: string, parameters: object, evaluations = 24): Promise<Outcome> {
  const campaign = new WrittenCampaign(name, writerOf(name));
  await campaign.run(7, { evaluations }, parameters);
  return outcomeOf(campaign);
}

describe('a search with a scripted writer', () => {
  it.each([
    ['whose code is tried while it waits', {}],
    ['who hears of failures in later prompts only', { trials: 0, seeds: 10 }],
  ])('that repairs what it is told, %s, reaches a score', async (_, parameters) => {
    expect((await played('repairer', parameters)).best).not.toBeNull();
  });

  it('loses fewer drafts to failures where code is tried while its writer waits', async () => {
    const [tried, untried] = [await played('repairer', {}), await played('repairer', { trials: 0 })];
    expect(tried.failed).toBeLessThan(untried.failed);
  });

  it('reaches no score, and does not end in an error, where the writer ignores everything', async () => {
    const { best, failures, told } = await played('ignorer', { trials: 0 });
    expect(best).toBeNull();
    expect(failures).toBeGreaterThan(5);
    expect(told).toBe(failures);
  });

  it('comes near the best where the writer goes on with what worked', async () => {
    expect((await played('improver', {}, 40)).best).toBeGreaterThan(-24);
  });

  it('finds the best of recorded answers, and gives an edit to the code that it was written for only', async () => {
    const fenced = (code: string) => `\`\`\`python\n${code}\`\`\`\n`;
    const seed = { language: 'python', operator: 'seed', parent: null, said: [] } as const;
    const [first, second] = [WORKING, WORKING.replace('DEAD = 50', 'DEAD = 33')];
    const better = '<<<<<<< SEARCH\nDEAD = 33\n=======\nDEAD = 27\n>>>>>>> REPLACE\n';
    const answers: RecordedAnswer[] = [
      { ...seed, name: '1', text: fenced(first) },
      { ...seed, name: '2', text: fenced(second) },
      { ...seed, name: '3', operator: 'edit', parent: second, text: better },
    ];
    const campaign = new WrittenCampaign('recorded', recordedWriter(answers));
    await campaign.run(7, { evaluations: 24 }, { seeds: 2, stopAfterUndrafted: 24 });
    expect(outcomeOf(campaign).best).toBe(-20);
    const { state } = campaign.history;
    expect(state.phase === 'absent' ? null : state.champion?.score).toBe(-20);
  });

  it.each(SLIP_NAMES)('has a slip mended in the same conversation in JavaScript too: %s', async (name) => {
    const campaign = new WrittenCampaign(name, writerOf(`repairer-of-${name}`), WRITTEN_JAVASCRIPT);
    await campaign.run(7, { evaluations: 1 }, {});
    const [drafted] = campaign.history.proposals().flat();
    expect(drafted).toMatchObject({ drafted: { language: 'javascript' }, conclusion: { outcome: 'completed' } });
    expect(campaign.sent).toHaveLength(1);
  });

  it('comes near the best without a word more from a writer that leaves its number to the lab', async () => {
    const campaign = new WrittenCampaign('marker', writerOf('marker'));
    await campaign.run(7, { evaluations: 40 }, { operators: { sweep: 0.5 } });
    expect(outcomeOf(campaign).best).toBeGreaterThan(-24);
    const swept = campaign.history.proposals().flatMap(([first]) => (first?.plan.sweep == null ? [] : [first]));
    expect(swept.length).toBeGreaterThan(3);
    for (const { plan, asked } of swept) expect([plan.model, asked?.tokens]).toEqual([null, null]);
  });

  it.each([...WRITERS.keys()])(
    'never sends a prompt twice, tells every failure of late, and measures every better draft further: %s',
    async (name) => {
      for (const parameters of [{}, { trials: 0 }]) {
        const { repeated, failures, told, better, measured } = await played(name, parameters);
        expect({ repeated, told, measured }).toEqual({ repeated: 0, told: failures, measured: better });
      }
    },
  );
});

describeWithShared('a search with the answers of a real model', ['replies'], ([replies]) => {
  it.each([
    ['24 evaluations', { evaluations: 24 }],
    ['840 executor seconds', { executorSeconds: 840 }],
  ])('crowns the best of them within %s', async (_, budget) => {
    const answers = readRecorded(replies);
    const campaign = new WrittenCampaign('recorded', recordedWriter(answers), recordedBed(answers));
    await campaign.run(7, budget, {});
    const { state } = campaign.history;
    expect(state.phase === 'absent' ? null : state.champion?.score).toBe(BEST_RECORDED);
  });
});
