import { sampleClip } from '@codecsmith/experiment/testing';
import { campaignCommands, campaignDecider, type CampaignCommand, type CampaignState } from '@codecsmith/campaign';
import { startLlmStandIn, STAND_IN_KEY, type LlmStandIn } from '@codecsmith/test-llm-stand-in';
import { CampaignSpending, draft, OpenAiProvider, renderPrompt, type AskLedger, type TimeLimits } from '../index.ts';
import { materialFor } from '../prompts/material.testing.ts';

/** Models of the stand-in that end without telling their count, or that the lab cuts off. */
const UNCOUNTED = new Set(['silent', 'stalling', 'dropping', 'trickling', 'uncounted']);

const NOW = '2026-01-01T00:00:00.000Z';
const park = sampleClip();

/** A campaign's own rules and books, without the log around them. */
class Campaign {
  state: CampaignState = campaignDecider.initial;
  #version = 0;

  readonly ask: AskLedger = ({ id, verb, data }) => Promise.resolve(this.send(id, verb, data));

  send(id: string, type: keyof typeof campaignCommands, data: unknown) {
    const parsed = campaignCommands[type].parse(data);
    const command = {
      id,
      type,
      aggregate: 'campaign',
      aggregateId: 'camp',
      actor: 'user:t',
      data: parsed,
    } as CampaignCommand;
    const decision = campaignDecider.decide(this.state, command, { now: NOW, clip: () => park });
    if (!decision.accepted) return { accepted: false as const, refusal: decision.refusal };
    for (const fact of decision.facts) {
      this.#version += 1;
      this.state = campaignDecider.evolve(this.state, { ...fact, version: this.#version, occurredAt: NOW });
    }
    return { accepted: true as const };
  }

  get spentTokens(): number {
    return this.state.phase === 'absent' ? 0 : this.state.spent.tokens;
  }
}

let standIn: LlmStandIn;
let campaign: Campaign;
beforeEach(async () => {
  standIn = await startLlmStandIn();
  campaign = new Campaign();
  campaign.send('start', 'start', { clips: ['park'], budget: { tokens: 100_000_000, evaluations: 1000 } });
});
afterEach(() => standIn.stop());

async function draftFrom(model: string, limits: Partial<TimeLimits> = {}): Promise<void> {
  const provider = new OpenAiProvider({
    baseUrl: standIn.baseUrl,
    apiKey: STAND_IN_KEY,
    limits,
    backoff: { attempts: 2, firstMs: 1, longestMs: 5 },
  });
  const request = {
    prompt: renderPrompt(materialFor()),
    key: '1.1.0',
    model,
    price: { inputUsdPerMillion: 1, outputUsdPerMillion: 4 },
    maxOutputTokens: 4000,
    language: 'python',
    parent: null,
  } as const;
  await draft(request, provider, new CampaignSpending(campaign.ask, 'camp', `camp-${model}`, 'd1'));
}

const billed = () => {
  const { input, output } = standIn.bill();
  return input + output;
};

describe("a campaign's books and the server's bill", () => {
  it('agree to the token after every script that the stand-in plays', async () => {
    const counted = standIn.models.filter((model) => !UNCOUNTED.has(model));
    expect(counted.length).toBeGreaterThanOrEqual(40);
    for (const model of counted) await draftFrom(model);
    expect(campaign.spentTokens).toBe(billed());
    expect(campaign.state).toMatchObject({ open: {} });
  });

  it.each([...UNCOUNTED])('never say less than the bill after %s', async (model) => {
    await draftFrom(model, { firstTokenMs: 500, idleMs: 500, totalMs: 1000 });
    expect(campaign.spentTokens).toBeGreaterThanOrEqual(billed());
  });
});
