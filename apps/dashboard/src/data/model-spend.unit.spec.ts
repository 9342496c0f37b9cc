import type { CampaignProposal } from '@codecsmith/client';
import { modelSpend } from './model-spend.ts';

const proposal = (
  more: Pick<CampaignProposal, 'model' | 'tokens' | 'costUsd'> & Partial<CampaignProposal>,
): CampaignProposal => ({
  ...{ number: 1, experimentId: 'camp-1', operator: 'seed', rung: 'excerpt', island: 0, family: null, parents: [] },
  ...{
    outcome: null,
    causeCode: null,
    cause: null,
    score: null,
    hypothesis: null,
    prompt: null,
    reply: null,
    consultations: [],
    why: [],
    draws: [],
  },
  ...more,
});

describe('the spend of a campaign by model', () => {
  it('adds up the answers of each model, and leaves out whom nobody asked', () => {
    const proposals = [
      proposal({ model: 'small', tokens: { input: 10, output: 1 }, costUsd: 0.5 }),
      proposal({ model: 'large', tokens: { input: 100, output: 7 }, costUsd: 2 }),
      proposal({ model: 'small', tokens: { input: 20, output: 3 }, costUsd: 0.25 }),
      proposal({ model: 'small', tokens: null, costUsd: null }),
      proposal({ model: null, tokens: null, costUsd: null }),
    ];
    expect(modelSpend(proposals)).toEqual([
      { model: 'small', answers: 2, inputTokens: 30, outputTokens: 4, costUsd: 0.75 },
      { model: 'large', answers: 1, inputTokens: 100, outputTokens: 7, costUsd: 2 },
    ]);
  });

  it('counts plans, votes and summaries with those of their own models', () => {
    const call = { prompt: 'p', reply: 'r', tokens: { input: 7, output: 3 }, said: null };
    const consultations = [{ ...call, role: 'plan' as const, model: 'planner', costUsd: 0.125 }];
    const spend = modelSpend([proposal({ model: null, tokens: null, costUsd: null, consultations })]);
    expect(spend).toEqual([{ model: 'planner', answers: 1, inputTokens: 7, outputTokens: 3, costUsd: 0.125 }]);
  });

  it('has no price for a model where one of its answers has none', () => {
    const tokens = { input: 1, output: 1 };
    const priced = [0.5, null].map((costUsd) => proposal({ model: 'own', tokens, costUsd }));
    expect(modelSpend(priced)[0]?.costUsd).toBeNull();
  });
});
