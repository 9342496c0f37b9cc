import { campaignSummaryOf } from './campaign-fact-line.ts';

const spent = { evaluations: 1, tokens: 1200, costUsd: 0.00123, executorSeconds: 0 };

describe('a fact of a campaign in a few words', () => {
  it('says what was spent, to a hundredth of a cent', () => {
    expect(campaignSummaryOf({ type: 'BudgetSettled', data: { reservation: 'call-7', spent } })).toBe(
      '1 evaluations, 1200 tokens, 0.0012 costUsd for call-7',
    );
  });

  it('says who is best', () => {
    const code = { digest: 'ab'.repeat(32), sizeBytes: 9 };
    const data = { number: 4, experimentId: 'park-4', code, score: -3.456, previous: null };
    expect(campaignSummaryOf({ type: 'ChampionCrowned', data })).toBe('park-4, score -3.46');
  });

  it('says nothing of facts it cannot read', () => {
    expect(campaignSummaryOf({ type: 'CampaignStopped', data: {} })).toBe('');
    expect(campaignSummaryOf({ type: 'CampaignDreamt', data: {} })).toBe('');
  });
});
