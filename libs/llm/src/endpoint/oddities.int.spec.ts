import {
  ODDITIES,
  STAND_IN_KEY,
  STAND_IN_PARENT,
  startLlmStandIn,
  type LlmStandIn,
} from '@codecsmith/test-llm-stand-in';
import {
  CallMemory,
  draft,
  OpenAiProvider,
  renderPrompt,
  type DraftReply,
  type Spend,
  type Spending,
} from '../index.ts';
import { materialFor } from '../prompts/material.testing.ts';

const PRICE = { inputUsdPerMillion: 1, outputUsdPerMillion: 4 };

/** Reservations by name, and what each was settled with. */
class Books implements Spending {
  readonly bounds: Spend[] = [];
  readonly settled = new Map<string, Spend>();

  reserve(bound: Spend): ReturnType<Spending['reserve']> {
    this.bounds.push(bound);
    return Promise.resolve({ granted: true, name: String(this.bounds.length) });
  }

  settle(name: string, spent: Spend): Promise<string | null> {
    if (this.settled.has(name)) return Promise.resolve(`${name} is not open`);
    this.settled.set(name, spent);
    return Promise.resolve(null);
  }

  get tokens(): number {
    return [...this.settled.values()].reduce((sum, { tokens }) => sum + tokens, 0);
  }

  get bound(): number {
    return this.bounds.reduce((sum, { tokens }) => sum + tokens, 0);
  }
}

let standIn: LlmStandIn;
let books: Books;
let provider: OpenAiProvider;
beforeEach(async () => {
  standIn = await startLlmStandIn();
  books = new Books();
  const backoff = { attempts: 4, firstMs: 1, longestMs: 5 };
  provider = new OpenAiProvider({ baseUrl: standIn.baseUrl, apiKey: STAND_IN_KEY, backoff });
});
afterEach(() => standIn.stop());

const request = (model: string) => ({
  prompt: renderPrompt(materialFor({ operator: 'seed', parents: [] })),
  key: '7.1.0',
  model,
  price: PRICE,
  maxOutputTokens: 8000,
  temperature: 0.7,
  reasoningEffort: 'low',
  language: 'python' as const,
  parent: null,
});
const ask = (model: string): Promise<DraftReply> => draft(request(model), provider, books);
const asked = (model: string): number =>
  standIn.received.filter((body) => (body as { model: string }).model === model).length;
const billed = (model: string): number => standIn.bill(model).input + standIn.bill(model).output;

describe('what a server answers', () => {
  it.each([...ODDITIES])('%s', async (model, { ending }) => {
    // when a candidate is asked for
    const reply = await ask(model);
    // then it is what it is, by name, in the server's own words
    if (ending.cause === undefined) expect(reply).toMatchObject({ ok: true, draft: { code: STAND_IN_PARENT } });
    else {
      const message = expect.stringContaining(ending.words ?? '') as string;
      expect(reply).toMatchObject({ ok: false, cause: ending.cause, message });
    }
    expect(asked(model)).toBe(ending.requests ?? (ending.cause === 'server_error' ? 4 : 1));
    // and the books are never below the server's
    expect(books.tokens).toBeGreaterThanOrEqual(billed(model));
    if (ending.charged === 'count') expect(books.tokens).toBe(billed(model));
    if (ending.charged === 'bound') expect(books.tokens).toBe(books.bound);
    if (ending.charged === 'nothing') expect(books.tokens).toBe(0);
    if (ending.charged === 'said') expect(books.tokens).toBeLessThan(books.bound - 7000);
  });

  it.each([...ODDITIES].filter(([name]) => /-(?:no-(?:stream|temperature|effort|system)|newer|small)/u.test(name)))(
    '%s is learned once',
    async (model) => {
      await ask(model);
      const first = asked(model);
      expect(first).toBeGreaterThan(1);
      expect(await ask(model)).toMatchObject({ ok: true });
      expect(asked(model)).toBe(first + 1);
    },
  );
});

describe('a server that is away', () => {
  it('is waited for, and the waiting is told once, with its end', async () => {
    const told: (string | null)[] = [];
    const reply = await draft(
      { ...request('odd-loading'), onWaiting: (reason) => void told.push(reason) },
      provider,
      books,
    );
    expect(reply).toMatchObject({ ok: true });
    expect(told).toEqual(['503 Loading model', null]);
  });

  it('is asked again until it is there: as long as the patience lasts, however often', async () => {
    const { baseUrl } = standIn;
    await standIn.stop();
    const backoff = { attempts: 1, firstMs: 1, longestMs: 20, patienceMs: 60_000 };
    const patient = new OpenAiProvider({ baseUrl, apiKey: STAND_IN_KEY, backoff });
    let waiting: (reason: string | null) => void = () => undefined;
    const begun = new Promise<string | null>((resolve) => (waiting = resolve));
    const reply = draft({ ...request('fenced-python'), onWaiting: (reason) => waiting(reason) }, patient, books);
    expect(await begun).toContain('the model server cannot be reached');
    standIn = await startLlmStandIn(new Map(), Number(new URL(baseUrl).port));
    expect(await reply).toMatchObject({ ok: true });
    expect(books.tokens).toBe(billed('fenced-python'));
  });

  it('costs nothing, and ends with a cause when the patience is over', async () => {
    const gone = new OpenAiProvider({
      baseUrl: 'http://127.0.0.1:9/v1',
      apiKey: 'k',
      backoff: { attempts: 2, firstMs: 1 },
    });
    expect(await draft(request('any'), gone, books)).toMatchObject({ ok: false, cause: 'unreachable' });
    expect(books.tokens).toBe(0);
  });
});

describe('a call that was paid', () => {
  it('is not made again when something fails after it', async () => {
    // given a look at the code that fails, as when the process dies, after the answer
    const journal = new CallMemory();
    const dies = () => Promise.reject(new Error('killed'));
    await expect(
      draft({ ...request('wrong-names-then-corrected'), check: dies }, provider, books, journal),
    ).rejects.toThrow('killed');
    // when the draft is asked for again
    const reply = await draft(request('wrong-names-then-corrected'), provider, books, journal);
    // then it goes on from the answers that were paid for
    expect(reply).toMatchObject({ ok: true });
    expect(asked('wrong-names-then-corrected')).toBe(2);
    expect(books.tokens).toBe(billed('wrong-names-then-corrected'));
  });

  it('is not made again when its settlement is refused, and the record says why it was', async () => {
    const refusing: Spending = {
      reserve: (bound) => books.reserve(bound),
      settle: () => Promise.resolve('no such reservation'),
    };
    const reply = await draft(request('fenced-python'), provider, refusing);
    expect(reply).toMatchObject({ ok: true });
    expect(asked('fenced-python')).toBe(1);
    expect(JSON.parse(Buffer.from(reply.record.reply).toString())).toMatchObject({
      turns: [{ unsettled: 'no such reservation' }],
    });
  });

  it('is not made at all where its answer could not be kept', async () => {
    const full = {
      find: () => Promise.resolve(undefined),
      begin: () => Promise.reject(new Error('ENOSPC')),
      keep: () => Promise.resolve(),
    };
    await expect(draft(request('fenced-python'), provider, books, full)).rejects.toThrow('ENOSPC');
    expect(asked('fenced-python')).toBe(0);
    expect(books.bounds).toEqual([]);
  });
});

describe('a codec that had arrived when its answer broke off', () => {
  it('is a draft', async () => {
    await standIn.stop();
    standIn = await startLlmStandIn(
      new Map([['late-drop', [{ kind: 'drop', reply: 'prose-around', after: 100_000 }]]]),
    );
    const near = new OpenAiProvider({ baseUrl: standIn.baseUrl, apiKey: STAND_IN_KEY });
    const reply = await draft(request('late-drop'), near, books);
    expect(reply).toMatchObject({ ok: true, draft: { code: STAND_IN_PARENT } });
    expect(reply.ok && reply.draft.forgiven[0]).toContain('the answer broke off after its codec');
  });
});
