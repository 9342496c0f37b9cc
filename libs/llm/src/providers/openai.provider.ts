import { fetchAnswer, type Outcome, type Target } from '../endpoint/fetch-answer.ts';
import { learn, QuirkMemory, type QuirkStore } from '../endpoint/quirks.ts';
import { outputTokens, requestBody } from '../endpoint/request-body.ts';
import type { CallCause, ModelAnswer, ModelCall, ModelProvider } from '../port/model.ts';
import { DEFAULT_BACKOFF, pause, waitBefore, type Backoff } from './backoff.ts';
import { Deadlines, DEFAULT_LIMITS, type TimeLimits } from './deadlines.ts';
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

/** Causes of no answer at all: the server may have one later. */
const RETRIED: ReadonlySet<CallCause> = new Set(['rate_limited', 'server_error', 'unreachable']);
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

  async ask(call: ModelCall): Promise<ModelAnswer> {
    const begin = performance.now();
    let lessons = 0;
    let waiting = false;
    for (let attempts = 1; ; attempts += 1) {
      const outcome = await this.#once(call);
      if (lessons < MOST_LESSONS && this.#learns(call, outcome)) {
        lessons += 1;
        continue;
      }
      const answer = this.#answer(outcome, attempts);
      const patient = attempts < this.#backoff.attempts || performance.now() - begin < this.#backoff.patienceMs;
      const again = !answer.ok && !outcome.begun && RETRIED.has(answer.cause) && patient;
      if (again && !waiting) await call.onWaiting?.(answer.message);
      if (!again && waiting) await call.onWaiting?.(null);
      if (!again) return answer;
      waiting = true;
      await pause(waitBefore(attempts + 1, outcome.hintMs, this.#backoff), call.signal);
      if (call.signal?.aborted === true) return this.#aborted(answer);
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

  #answer({ verdict, heard, begun }: Outcome, attempts: number): ModelAnswer {
    const { usage } = heard;
    if (verdict.ok) return { ok: true, text: verdict.text, usage, attempts };
    const message = redact(verdict.message, this.#secrets);
    const said = heard.error === null ? null : Buffer.byteLength(heard.text + heard.reasoning, 'utf8');
    return { ...verdict, message, text: heard.text, usage, attempts, mayHaveCost: begun, saidBytes: said };
  }

  #aborted = (answer: ModelAnswer): ModelAnswer =>
    answer.ok ? answer : { ...answer, cause: 'aborted', message: 'the caller gave up' };
}
