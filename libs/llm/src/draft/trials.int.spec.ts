import { STAND_IN_KEY, startLlmStandIn, WORKING, type LlmStandIn } from '@codecsmith/test-llm-stand-in';
import {
  CallMemory,
  draft,
  OpenAiProvider,
  renderPrompt,
  type Draft,
  type DraftReply,
  type DraftRequest,
  type Trial,
} from '../index.ts';
import { materialFor } from '../prompts/material.testing.ts';

let standIn: LlmStandIn;
let tried: string[];
let journal: CallMemory;
beforeEach(async () => {
  standIn = await startLlmStandIn();
  tried = [];
  journal = new CallMemory();
});
afterEach(() => standIn.stop());

/** Tells what an executor would tell of the argument that no function has; all other code works. */
const trial = ({ code }: Draft, turn: number): Promise<Trial> => {
  tried.push(code);
  const experimentId = `camp-1--trial-${turn}`;
  if (!code.includes('effort=9')) {
    return Promise.resolve({ experimentId, outcome: 'executed', message: null, diagnostic: null });
  }
  const message = "TypeError: compress() got an unexpected keyword argument 'effort'";
  return Promise.resolve({ experimentId, outcome: 'crashed', message, diagnostic: `encode, frame 0: ${message}` });
};

function ask(model: string, change: Partial<DraftRequest> = {}, signal?: AbortSignal): Promise<DraftReply> {
  const provider = new OpenAiProvider({ baseUrl: standIn.baseUrl, apiKey: STAND_IN_KEY });
  const request: DraftRequest = {
    prompt: renderPrompt(materialFor({ operator: 'seed', parents: [] })),
    key: '7.1.0',
    model,
    price: { inputUsdPerMillion: 1, outputUsdPerMillion: 4 },
    maxOutputTokens: 8000,
    language: 'python',
    parent: null,
    trial,
    trials: 3,
    ...(signal === undefined ? {} : { signal }),
    ...change,
  };
  const spending = {
    reserve: () => Promise.resolve({ granted: true, name: 'r' } as const),
    settle: () => Promise.resolve(null),
  };
  return draft(request, provider, spending, journal);
}

const requests = (model: string): number => standIn.bill(model).requests;

describe('code that is tried while its model waits', () => {
  it('is mended in the same conversation, by edits on the code that was sent', async () => {
    const reply = await ask('repairer-of-argument');
    if (!reply.ok) throw new Error(reply.message);
    expect(reply.draft.code.replace(/DEAD = \d+/u, 'DEAD = 50')).toBe(WORKING);
    expect(reply.draft.by).toBe('edits');
    expect(reply.trials).toEqual([
      {
        turn: 1,
        experimentId: 'camp-1--trial-1',
        outcome: 'crashed',
        message: "TypeError: compress() got an unexpected keyword argument 'effort'",
      },
      { turn: 2, experimentId: 'camp-1--trial-2', outcome: 'executed', message: null },
    ]);
    const { turns } = JSON.parse(Buffer.from(reply.record.reply).toString()) as { turns: { diagnostic: unknown }[] };
    expect(turns.map(({ diagnostic }) => diagnostic)).toEqual([
      null,
      expect.stringContaining("encode, frame 0: TypeError: compress() got an unexpected keyword argument 'effort'"),
    ]);
  });

  it('becomes the candidate unmended after the last answer, which is not tried', async () => {
    const reply = await ask('ignorer', { check: () => null, trials: 2, trial: failing });
    expect(reply).toMatchObject({ ok: true });
    expect(reply.ok && reply.draft.code).toContain('# worded anew 2\n');
    expect(requests('ignorer')).toBe(3);
    expect(tried).toHaveLength(2);
  });

  it('is not tried again where nothing was changed', async () => {
    const reply = await ask('repeater', { trial: failing, trials: 8 });
    expect(reply.ok && reply.draft.code).toBe(WORKING);
    expect(tried).toHaveLength(1);
    expect(reply.trials).toHaveLength(1);
  });

  it('goes back no more once the tokens of the conversation are spent', async () => {
    const reply = await ask('ignorer', { trial: failing, trials: 8, trialTokens: 1 });
    expect(reply.ok).toBe(true);
    expect(requests('ignorer')).toBe(1);
    expect(tried).toEqual([]);
  });

  it('is not paid for again where the draft is asked for again after a trial', async () => {
    const dies = () => Promise.reject(new Error('the process ends here'));
    await expect(ask('repairer-of-argument', { trial: dies })).rejects.toThrow('the process ends here');
    expect(await ask('repairer-of-argument')).toMatchObject({ ok: true });
    expect(requests('repairer-of-argument')).toBe(2);
  });

  it('that the sanitizer refuses goes back like code that crashes, as often as trials allow', async () => {
    const check = (code: string) => (code.includes('worded anew 2') ? null : 'line 3: no');
    expect(await ask('ignorer', { check })).toMatchObject({ ok: true });
    expect(requests('ignorer')).toBe(3);
  });
});

const failing = (found: Draft, turn: number): Promise<Trial> => {
  tried.push(found.code);
  const message = `failure ${turn}`;
  return Promise.resolve({ experimentId: `camp-1--trial-${turn}`, outcome: 'crashed', message, diagnostic: message });
};
