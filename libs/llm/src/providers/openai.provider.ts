import { fetchAnswer, type Outcome, type Target } from '../endpoint/fetch-answer.ts';
import { learn, QuirkMemory, type QuirkStore } from '../endpoint/quirks.ts';
import { outputTokens, requestBody } from '../endpoint/request-body.ts';
import type { ModelAnswer, ModelCall, ModelProvider } from '../port/model.ts';
import { DEFAULT_BACKOFF, type Backoff } from './backoff.ts';
import { Deadlines, DEFAULT_LIMITS, type TimeLimits } from './deadlines.ts';
import { askPatiently } from './patience.ts';
import { redact } from './redact.ts';

export interface OpenAiOptions {
  /** Any endpoint that speaks the chat-completions protocol, such as `http://127.0.0.1:11434/v1`. */
  readonly baseUrl: string;
  /** Endpoints without keys take any text. */
  readonly apiKey: string;
  /** Further headers of every request; their values are kept out of records like keys. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly limits?: Partial<TimeLimits>;
  readonly backoff?: Partial<Backoff>;
  /** What models are known to refuse; without it, what this provider learns itself. */
  readonly quirks?: QuirkStore;
}

/** More lessons than one refusal after another can hold. */
const MOST_LESSONS = 8;

/** Models behind an OpenAI-compatible endpoint. */
export class OpenAiProvider implements ModelProvider {
  readonly name = 'openai';
  readonly #target: Target;
  readonly #secrets: readonly string[];
  readonly #limits: TimeLimits;
  readonly #backoff: Backoff;
  readonly #quirks: QuirkStore;

  constructor({ baseUrl, apiKey, headers = {}, limits, backoff, quirks }: OpenAiOptions) {
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
    this.#backoff = { ...DEFAULT_BACKOFF, ...backoff };
    this.#secrets = [apiKey, ...Object.values(headers)];
    this.#target = { baseUrl, headers: { authorization: `Bearer ${apiKey}`, ...headers } };
    this.#quirks = quirks ?? new QuirkMemory();
  }

  ask(call: ModelCall): Promise<ModelAnswer> {
    return askPatiently({ ask: (one) => this.#askLearning(one) }, call, this.#backoff);
  }

  /** One answer; a request that is turned away for what it holds is sent again without that. */
  async #askLearning(call: ModelCall): Promise<ModelAnswer> {
    for (let attempts = 1; ; attempts += 1) {
      const outcome = await this.#once(call);
      if (attempts <= MOST_LESSONS && this.#learns(call, outcome)) continue;
      return this.#answer(outcome, attempts);
    }
  }

  async #once(call: ModelCall): Promise<Outcome> {
    const deadlines = new Deadlines(this.#limits, call.signal);
    try {
      return await fetchAnswer(this.#target, requestBody(call, this.#known(call)), deadlines);
    } finally {
      deadlines.end();
    }
  }

  #known = (call: ModelCall) => this.#quirks.get(this.#target.baseUrl, call.model);

  /** Whether the request was turned away for something that this model can be asked without from now on. */
  #learns(call: ModelCall, { verdict, body, begun }: Outcome): boolean {
    if (verdict.ok || verdict.cause !== 'bad_request' || begun) return false;
    const known = this.#known(call);
    const lesson = learn(known, {
      fields: Object.keys(requestBody(call, known)),
      outputTokens: outputTokens(call, known),
      hasSystem: call.messages.some(({ role }) => role === 'system'),
      body,
      words: verdict.message.replace(/^\d{3} /u, ''),
    });
    if (lesson !== undefined) this.#quirks.set(this.#target.baseUrl, call.model, lesson);
    return lesson !== undefined;
  }

  #answer({ verdict, heard, hintMs, begun }: Outcome, attempts: number): ModelAnswer {
    const { usage } = heard;
    if (verdict.ok) return { ok: true, text: verdict.text, usage, attempts };
    const message = redact(verdict.message, this.#secrets);
    const said = heard.error === null ? null : Buffer.byteLength(heard.text + heard.reasoning, 'utf8');
    return { ...verdict, message, text: heard.text, usage, attempts, mayHaveCost: begun, hintMs, saidBytes: said };
  }
}
