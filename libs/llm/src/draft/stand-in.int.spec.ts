import {
  JAVASCRIPT_MODELS,
  replyText,
  STAND_IN_ENDINGS,
  STAND_IN_JAVASCRIPT,
  STAND_IN_KEY,
  STAND_IN_PARENT,
  startLlmStandIn,
  type LlmStandIn,
} from '@codecsmith/test-llm-stand-in';
import {
  draft,
  OpenAiProvider,
  renderPrompt,
  type DraftReply,
  type DraftRequest,
  type OpenAiOptions,
  type Spend,
  type Spending,
} from '../index.ts';
import { materialFor } from '../prompts/material.testing.ts';

const PRICE = { inputUsdPerMillion: 1, outputUsdPerMillion: 4 };
/** A spend ledger as a campaign keeps it: what is reserved counts until it is settled. */
class Book implements Spending {
  readonly bounds: Spend[] = [];
  readonly settled: Spend[] = [];
  limitUsd = Infinity;

  reserve(bound: Spend): ReturnType<Spending['reserve']> {
    const used = this.settled.reduce((sum, { costUsd }) => sum + costUsd, 0);
    if (used + bound.costUsd > this.limitUsd)
      return Promise.resolve({ granted: false, message: 'costUsd: too little' });
    this.bounds.push(bound);
    return Promise.resolve({ granted: true, name: String(this.bounds.length) });
  }

  settle(_: string, spent: Spend): Promise<null> {
    this.settled.push(spent);
    return Promise.resolve(null);
  }

  get tokens(): number {
    return this.settled.reduce((sum, spend) => sum + spend.tokens, 0);
  }
}

let standIn: LlmStandIn;
let book: Book;
beforeEach(async () => {
  standIn = await startLlmStandIn();
  book = new Book();
});
afterEach(() => standIn.stop());

function ask(
  model: string,
  change: Partial<DraftRequest> = {},
  options: Partial<OpenAiOptions> = {},
): Promise<DraftReply> {
  const provider = new OpenAiProvider({
    baseUrl: standIn.baseUrl,
    apiKey: STAND_IN_KEY,
    backoff: { attempts: 3, firstMs: 1, longestMs: 5 },
    ...options,
  });
  const language = change.language ?? 'python';
  const prompt = renderPrompt(materialFor({ operator: 'edit', language }));
  const request = {
    prompt,
    key: '7.1.0',
    model,
    price: PRICE,
    maxOutputTokens: 8000,
    language,
    parent: STAND_IN_PARENT,
    ...change,
  };
  return draft(request, provider, book);
}

const billed = (model: string) => {
  const { input, output } = standIn.bill(model);
  return input + output;
};

describe('replies that hold a candidate', () => {
  const counted = (model: string): boolean => model !== 'uncounted';
  const edits = [...STAND_IN_ENDINGS.edits].filter(([, ending]) => 'code' in ending);

  it.each([...STAND_IN_ENDINGS.codecs, ...edits])('%s', async (model, ending) => {
    const reply = await ask(model);
    if (!reply.ok) throw new Error(`${reply.cause}: ${reply.message}`);
    expect({ code: reply.draft.code }).toEqual(ending);
    if (counted(model)) expect(book.tokens).toBe(billed(model));
  });

  it.each(JAVASCRIPT_MODELS)('%s', async (model) => {
    const reply = await ask(model, { language: 'javascript', parent: null });
    expect(reply).toMatchObject({ ok: true, draft: { language: 'javascript', fileName: 'codec.mjs', by: 'code' } });
    expect(reply.ok && reply.draft.code).toBe(STAND_IN_JAVASCRIPT);
  });

  it('keeps what the model says about its candidate, as text', async () => {
    const reply = await ask('notes-nested');
    expect(reply).toMatchObject({
      draft: {
        notes: {
          hypothesis: 'Expected numbers as an object.',
          expected: '{"clip":"any","quality":50,"kbps":2100,"psnr_y":34}',
          risks: '["slow","large"]',
          confidence: '0.5',
        },
      },
    });
  });
});

describe('replies that hold none, after one more try in the same conversation', () => {
  it.each([
    ['truncated', 'truncated_code'],
    ['prose-only', 'no_code'],
    ['only-json', 'no_code'],
    ['endless-thought', 'no_code'],
    ['wrong-names', 'wrong_names'],
    ['half-a-codec', 'wrong_names'],
    ['edit-twice-matching', 'edit_ambiguous'],
    ['edit-never-matching', 'edit_no_match'],
    ['edit-changing-nothing', 'edit_changes_nothing'],
    ['edit-empty-search', 'edit_empty_search'],
    ['edit-cut', 'truncated_edit'],
    ['length-stop', 'length_stop'],
  ])('%s ends as %s', async (model, cause) => {
    expect(await ask(model)).toMatchObject({ ok: false, cause });
    expect(standIn.bill(model).requests).toBe(2);
    expect(book.tokens).toBe(billed(model));
  });

  it('edits without a parent are a cause of their own', async () => {
    expect(await ask('edit-once', { parent: null })).toMatchObject({ ok: false, cause: 'edit_without_parent' });
  });

  it.each([
    ['wrong-names-then-corrected', 'the code must define compress_video_frame and decompress_video_frame'],
    ['no-match-then-corrected', '16 |     return 1 + (100 - config["quality"]) // 3'.slice(5)],
    ['prose-then-codec', 'the reply holds no code'],
    ['length-stop-then-whole', 'the answer was cut at the output limit'],
  ])('%s is mended by the diagnostic', async (model, diagnostic) => {
    const before = standIn.received.length;
    expect(await ask(model)).toMatchObject({ ok: true });
    const [, second] = standIn.received.slice(before) as { messages: { role: string; content: string }[] }[];
    expect(second?.messages.map((message) => message.role)).toEqual(['system', 'user', 'assistant', 'user']);
    expect(second?.messages.at(-1)?.content).toContain(diagnostic);
  });

  it("a further look at the code, such as the sanitizer's, is sent back too", async () => {
    const check = (code: string) => (code.includes('lzma') ? null : 'line 4: use lzma');
    expect(await ask('fenced-python', { check })).toMatchObject({
      ok: false,
      cause: 'check_failed',
      message: 'line 4: use lzma',
    });
    expect(await ask('code-first', { check })).toMatchObject({ ok: true });
  });
});

describe('calls that fail', () => {
  it.each([
    ['refusing', 'refused'],
    ['filtered', 'refused'],
    ['empty', 'empty_reply'],
    ['bad-request', 'bad_request'],
    ['unknown-model', 'bad_request'],
  ])('%s ends as %s, without a second try', async (model, cause) => {
    expect(await ask(model)).toMatchObject({ ok: false, cause });
    expect(standIn.bill(model).requests).toBeLessThanOrEqual(1);
    expect(book.tokens).toBe(billed(model));
  });

  it.each([
    ['rate-limited-once', 2],
    ['server-error-once', 2],
  ])('%s is asked again', async (model, attempts) => {
    const reply = await ask(model);
    expect(reply).toMatchObject({ ok: true });
    expect(JSON.parse(Buffer.from(reply.record.reply).toString())).toMatchObject({ turns: [{ attempts }] });
    expect(book.tokens).toBe(billed(model));
  });

  it('a model that knows its output limit by the newer name only is asked by that name', async () => {
    const reply = await ask('newer-limit');
    expect(reply).toMatchObject({ ok: true });
    const bodies = standIn.received as { max_tokens?: number; max_completion_tokens?: number }[];
    expect(bodies.map((body) => [body.max_tokens, body.max_completion_tokens])).toEqual([
      [8000, undefined],
      [undefined, 8000],
    ]);
    expect(book.tokens).toBe(billed('newer-limit'));
  });

  it.each([
    ['rate-limited-for-an-hour', 'rate_limited'],
    ['rate-limited-without-hint', 'rate_limited'],
    ['server-error', 'server_error'],
  ])(
    '%s is given up after three attempts as %s: no hint makes the lab wait longer than its own bound',
    async (model, cause) => {
      const reply = await ask(model);
      expect(reply).toMatchObject({ ok: false, cause });
      expect(JSON.parse(Buffer.from(reply.record.reply).toString())).toMatchObject({ turns: [{ attempts: 3 }] });
      expect(book.tokens).toBe(0);
    },
  );

  it.each([
    ['silent', 'no_first_token', { firstTokenMs: 200 }],
    ['stalling', 'stalled', { idleMs: 200 }],
    ['trickling', 'too_slow', { totalMs: 400 }],
    ['dropping', 'broken_stream', {}],
  ])('%s ends as %s, and counts with its upper bound: never below the bill', async (model, cause, limits) => {
    expect(await ask(model, {}, { limits })).toMatchObject({ ok: false, cause });
    expect(book.tokens).toBe(book.bounds[0]?.tokens);
    expect(book.tokens).toBeGreaterThanOrEqual(billed(model));
  });

  it('uncounted answers are settled with the upper bound', async () => {
    expect(await ask('uncounted')).toMatchObject({ ok: true });
    expect(book.tokens).toBe(book.bounds[0]?.tokens);
    expect(book.tokens).toBeGreaterThanOrEqual(billed('uncounted'));
  });

  it('an invalid key has its own cause, and shows up nowhere', async () => {
    const apiKey = 'sk-somebody-elses-0000';
    const reply = await ask('fenced-python', {}, { apiKey });
    expect(reply).toMatchObject({ ok: false, cause: 'invalid_key', message: '401 Incorrect API key provided: [key]' });
    const shown =
      JSON.stringify(reply) + Buffer.from(reply.record.prompt).toString() + Buffer.from(reply.record.reply).toString();
    expect(shown).not.toContain(apiKey);
  });

  it('a server that is not there is unreachable', async () => {
    expect(await ask('any', {}, { baseUrl: 'http://127.0.0.1:9/v1' })).toMatchObject({
      ok: false,
      cause: 'unreachable',
    });
  });

  it('a caller that gives up aborts the call', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    expect(await ask('silent', { signal: controller.signal })).toMatchObject({ ok: false, cause: 'aborted' });
  });

  it('a budget that does not allow the call prevents it', async () => {
    const before = billed('fenced-python');
    book.limitUsd = 0.000_001;
    expect(await ask('fenced-python')).toMatchObject({
      ok: false,
      cause: 'budget_exhausted',
      message: 'costUsd: too little',
    });
    expect(billed('fenced-python')).toBe(before);
  });
});

describe('the record of a draft', () => {
  it('holds what was asked, with the versions of the prompts, and every answer with its spend', async () => {
    const reply = await ask('wrong-names-then-corrected', { key: '9.4.1' });
    const prompt: unknown = JSON.parse(Buffer.from(reply.record.prompt).toString());
    expect(prompt).toMatchObject({
      provider: 'openai',
      model: 'wrong-names-then-corrected',
      key: '9.4.1',
      version: 'system@7 edit@4 retry@1 trial@1',
      parameters: { maxOutputTokens: 8000, temperature: null },
    });
    const { turns } = JSON.parse(Buffer.from(reply.record.reply).toString()) as {
      turns: { text: string; spent: Spend }[];
    };
    expect(turns.map(({ spent }) => spent)).toEqual(book.settled);
    expect(turns.at(-1)?.text).toBe(replyText('corrected'));
  });
});
