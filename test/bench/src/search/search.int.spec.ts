import { WRITERS, type Writer } from '@codecsmith/test-llm-stand-in';
import { outcomeOf, type Outcome } from './outcome.ts';
import { WrittenCampaign } from './written-campaign.ts';

const writerOf = (name: string): Writer => {
  const writer = WRITERS.get(name);
  if (writer === undefined) throw new Error(`there is no writer ${name}`);
  return writer;
};

async function played(name: string, parameters: object, evaluations = 24): Promise<Outcome> {
  const campaign = new WrittenCampaign(name, writerOf(name));
  await campaign.run(7, evaluations, parameters);
  return outcomeOf(campaign);
}

describe('a search with a scripted writer', () => {
  it.each([
    ['whose code is tried while it waits', {}],
    ['who hears of failures in later prompts only', { trials: 0, seeds: 10 }],
  ])('that repairs what it is told, %s, reaches a score', async (_, parameters) => {
    expect((await played('repairer', parameters)).best).not.toBeNull();
  });

  it('wastes fewer drafts where code is tried while its writer waits', async () => {
    const [tried, untried] = [await played('repairer', {}), await played('repairer', { trials: 0 })];
    expect(tried.wasted).toBeLessThan(untried.wasted);
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

  it.each([...WRITERS.keys()])('never sends a prompt twice, and tells every failure of late: %s', async (name) => {
    for (const parameters of [{}, { trials: 0 }]) {
      const { repeated, failures, told } = await played(name, parameters);
      expect({ repeated, told }).toEqual({ repeated: 0, told: failures });
    }
  });
});
