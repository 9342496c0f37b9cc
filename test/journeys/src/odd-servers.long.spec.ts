import { ODDITIES } from '@codecsmith/test-llm-stand-in';
import { ModelLab } from './model-lab.ts';
import { faultOf, oddCampaign } from './odd-campaign.ts';

const MODELS = [...ODDITIES.keys()];
const KILLS = ['generator', 'lab', 'campaigns', 'lab', 'generator'] as const;

let here: ModelLab;
beforeAll(async () => {
  here = await ModelLab.up({ firstTokenMs: 60_000, idleMs: 60_000, totalMs: 60_000 });
});
afterAll(() => here?.down());

describe('a campaign whose model does each odd thing in turn, killed five times', () => {
  it('loses no answer that arrived, pays for no call twice, and books what the server did', async () => {
    expect(MODELS.length).toBeGreaterThanOrEqual(40);
    const { campaign, accounts } = await oddCampaign(here, 'every-odd', MODELS, KILLS);
    expect(accounts.map(faultOf).filter((fault) => fault !== undefined)).toEqual([]);
    const drafted = new Map(campaign.proposals.map(({ model, outcome }) => [model, outcome]));
    const wrong = MODELS.filter((model) => {
      const arrives = ODDITIES.get(model)?.ending.cause === undefined;
      return arrives === (drafted.get(model) === 'not_drafted') || !drafted.has(model);
    });
    expect(wrong).toEqual([]);
    process.stderr.write(
      `${campaign.proposals.length} drafts of ${MODELS.length} models; books ${accounts.reduce((sum, { spent }) => sum + spent, 0)} tokens, bill ${accounts.reduce((sum, { billed }) => sum + billed, 0)}; ${accounts.reduce((sum, { paidCalls }) => sum + paidCalls, 0)} paid calls, ${accounts.reduce((sum, { turns }) => sum + turns, 0)} answers kept\n`,
    );
  });
});
