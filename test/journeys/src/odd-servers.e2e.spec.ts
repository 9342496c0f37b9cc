import { ODDITIES } from '@codecsmith/test-llm-stand-in';
import { ModelLab } from './model-lab.ts';
import { faultOf, oddCampaign } from './odd-campaign.ts';

/** One of each kind. */
const MODELS = [
  ...['odd-keep-alives', 'odd-json', 'odd-count-text', 'odd-no-stream-options', 'odd-small-context', 'odd-loading'],
  ...['odd-reset', 'odd-error-in-stream', 'odd-quota', 'odd-cut', 'odd-only-thoughts', 'odd-length-caps'],
];

let here: ModelLab;
beforeAll(async () => {
  process.env['LAB_GENERATOR_PATIENCE_MS'] = '0';
  here = await ModelLab.up({ firstTokenMs: 60_000, idleMs: 60_000, totalMs: 60_000 });
});
afterAll(() => here?.down());

describe('a campaign against servers that behave as they do', () => {
  it('drafts from every answer that arrived, pays for each call once, and books what the server did', async () => {
    const { campaign, accounts } = await oddCampaign(here, 'odd', MODELS, ['generator']);
    expect(new Set(campaign.proposals.flatMap(({ model }) => model ?? []))).toEqual(new Set(MODELS));
    expect(accounts.map(faultOf).filter((fault) => fault !== undefined)).toEqual([]);
    for (const model of MODELS) {
      const outcomes = campaign.proposals
        .filter((one) => one.model === model)
        .map(({ outcome, causeCode }) => [outcome, causeCode]);
      const cause = ODDITIES.get(model)?.ending.cause;
      for (const [outcome, code] of outcomes) {
        if (cause === undefined) expect([model, outcome]).not.toEqual([model, 'not_drafted']);
        else expect([model, outcome, code]).toEqual([model, 'not_drafted', cause]);
      }
      expect(outcomes.length).toBeGreaterThan(0);
    }
  });
});
