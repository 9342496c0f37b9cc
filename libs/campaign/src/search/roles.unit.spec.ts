import type { CampaignCommandInput, Proposal } from '../index.ts';
import { SimulatedLab } from './lab.testing.ts';

type Models = NonNullable<NonNullable<CampaignCommandInput<'start'>['generator']>['models']>;

/** The plans that asked models, of a campaign whose candidates all work or all crash. */
function asked(models: Models, { allFail = false, evaluations = 40, parameters = {} } = {}): Proposal[] {
  const lab = new SimulatedLab();
  lab.allFail = allFail;
  const generator = { provider: 'openai' as const, models };
  lab.start({ generator, budget: { evaluations }, parameters: { stopAfterUndrafted: 64, ...parameters } });
  lab.run();
  return (lab.factsOf('ProposalPlanned') as Proposal[]).filter(({ model }) => model !== null);
}

const price = (usd: number) => ({ inputUsdPerMillion: usd, outputUsdPerMillion: usd });
const CHEAP = { name: 'cheap', ...price(1) };
const DEAR = { name: 'dear', ...price(9) };

describe('models with roles', () => {
  it('are asked for what they are there for', () => {
    const plans = asked(
      [
        { name: 'writer', roles: ['write'] },
        { name: 'mender', roles: ['repair'] },
      ],
      { allFail: true },
    );
    expect(plans.some(({ operator }) => operator === 'repair')).toBe(true);
    for (const { operator, model } of plans) expect(model).toBe(operator === 'repair' ? 'mender' : 'writer');
  });

  it('write all where none repairs, and must hold one that writes', () => {
    const plans = asked([{ name: 'writer', roles: ['write'] }], { allFail: true });
    expect(new Set(plans.map(({ model }) => model))).toEqual(new Set(['writer']));
    const lab = new SimulatedLab();
    const models: Models = [{ name: 'mender', roles: ['repair'] }];
    lab.start({ generator: { provider: 'openai', models } });
    expect(lab.factsOf('CampaignStarted')).toEqual([]);
  });

  it('are asked in proportion to their shares while none gains more', () => {
    const plans = asked([{ name: 'often', share: 3 }, { name: 'seldom' }], {
      allFail: true,
      evaluations: 80,
      parameters: { operators: { repair: 0 } },
    });
    const writes = plans.filter(({ operator }) => operator !== 'repair');
    const often = writes.filter(({ model }) => model === 'often').length;
    const ratio = often / (writes.length - often);
    expect(ratio).toBeGreaterThan(2);
    expect(ratio).toBeLessThan(4);
  });

  it('plan before others write, and sum up what was measured, each by its own calls', () => {
    const plans = asked(
      [
        { name: 'writer', roles: ['write'] },
        { name: 'thinker', roles: ['plan'] },
        { name: 'critic', roles: ['plan', 'summarise'], share: 0.01 },
      ],
      { evaluations: 60, parameters: { voters: 2 } },
    );
    expect(new Set(plans.map(({ model }) => model))).toEqual(new Set(['writer']));
    for (const { operator, planners } of plans) {
      expect(planners.toSorted()).toEqual(operator === 'repair' ? [] : ['critic', 'thinker']);
    }
    const first = plans.filter(({ planners }) => planners[0] === 'thinker').length;
    expect(first).toBeGreaterThan(plans.length / 2);
    const summaries = plans.filter(({ summariser }) => summariser !== null);
    expect(new Set(summaries.map(({ summariser }) => summariser))).toEqual(new Set(['critic']));
    const measured = plans.filter(({ operator }) => operator !== 'promote').length;
    expect(summaries.length).toBeGreaterThan(0);
    expect(summaries.length).toBeLessThanOrEqual(measured / 10);
  });

  it('plan nothing where nobody is asked to', () => {
    const plans = asked([CHEAP, DEAR]);
    expect(plans.flatMap(({ planners, summariser }) => [...planners, ...(summariser ?? [])])).toEqual([]);
  });

  it('give way to the dearest after failures in a row, and only then', () => {
    const isEscalated = ({ draws }: Proposal) => draws.some(({ name }) => name === 'model after 3 failures');
    const failing = asked([CHEAP, DEAR], { allFail: true }).filter(isEscalated);
    expect(failing.length).toBeGreaterThan(5);
    expect(new Set(failing.map(({ model }) => model))).toEqual(new Set(['dear']));
    const never = asked([CHEAP, DEAR], { allFail: true, parameters: { escalateAfter: null } });
    expect(never.filter(isEscalated)).toEqual([]);
    expect(asked([CHEAP, { ...CHEAP, name: 'other' }], { allFail: true }).filter(isEscalated)).toEqual([]);
  });
});
