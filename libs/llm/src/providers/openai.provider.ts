import OpenAI, {
  APIConnectionError,
  APIError,
  APIUserAbortError,
  AuthenticationError,
  InternalServerError,
  PermissionDeniedError,
  RateLimitError,
} from 'openai';
import type { CallCause, ModelAnswer, ModelCall, ModelProvider, Usage } from '../port/model.ts';
import { DEFAULT_BACKOFF, hintFrom, pause, waitBefore, type Backoff } from './backoff.ts';
import { Deadlines, DEFAULT_LIMITS, type TimeLimits } from './deadlines.ts';
import { redact } from './redact.ts';

export interface OpenAiOptions {
  /** Any endpoint that speaks the chat-completions protocol, such as `http://127.0.0.1:11434/v1`. */
  readonly baseUrl: string;
  /** Endpoints without keys take any text. */
  readonly apiKey: string;
  readonly limits?: Partial<TimeLimits>;
  readonly backoff?: Partial<Backoff>;
}

/** What one streamed answer came to. */
interface Heard {
  text: string;
  refusal: string;
  finish: string | null;
  usage: Usage | null;
  pieces: number;
}

/** Models behind an OpenAI-compatible endpoint, asked by streaming through the `openai` library. */
export class OpenAiProvider implements ModelProvider {
  readonly name = 'openai';
  readonly #client: OpenAI;
  readonly #secrets: readonly string[];
  readonly #limits: TimeLimits;
  readonly #backoff: Backoff;
  readonly #renamedLimit = new Set<string>();

  constructor({ baseUrl, apiKey, limits, backoff }: OpenAiOptions) {
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
    this.#backoff = { ...DEFAULT_BACKOFF, ...backoff };
    this.#secrets = [apiKey];
    const timeout = this.#limits.totalMs;
    this.#client = new OpenAI({ baseURL: baseUrl, apiKey, maxRetries: 0, timeout, logLevel: 'off' });
  }

  async ask(call: ModelCall): Promise<ModelAnswer> {
    for (let attempt = 1; ; attempt += 1) {
      const { answer, retryInMs } = await this.#once(call, attempt);
      if (answer.ok || retryInMs === null || attempt >= this.#backoff.attempts) return answer;
      await pause(retryInMs, call.signal);
      if (call.signal?.aborted === true) return answer;
    }
  }

  async #once(call: ModelCall, attempts: number): Promise<{ answer: ModelAnswer; retryInMs: number | null }> {
    const heard: Heard = { text: '', refusal: '', finish: null, usage: null, pieces: 0 };
    const deadlines = new Deadlines(this.#limits, call.signal);
    try {
      await this.#listen(call, heard, deadlines);
      return { answer: judge(heard, attempts), retryInMs: null };
    } catch (error) {
      const { cause, message, hintMs } =
        deadlines.broken === null ? causeOf(error) : { ...deadlines.broken, hintMs: null };
      const again = heard.pieces === 0 && RETRIED.has(cause);
      const renamed = cause === 'bad_request' && this.#learnLimitName(call.model, message);
      const mayHaveCost = heard.pieces > 0 || !TURNED_AWAY.has(cause);
      const told = redact(message, this.#secrets);
      return {
        answer: { ok: false, cause, message: told, text: heard.text, usage: heard.usage, attempts, mayHaveCost },
        retryInMs: renamed ? 0 : again ? waitBefore(attempts + 1, hintMs, this.#backoff) : null,
      };
    } finally {
      deadlines.end();
    }
  }

  /** Whether a model was turned away because it knows its output limit by the newer name only, told for the first time. */
  #learnLimitName(model: string, message: string): boolean {
    if (!message.includes(RENAMED_LIMIT) || this.#renamedLimit.has(model)) return false;
    this.#renamedLimit.add(model);
    return true;
  }

  async #listen(call: ModelCall, heard: Heard, deadlines: Deadlines): Promise<void> {
    const stream = await this.#client.chat.completions.create(
      {
        model: call.model,
        messages: call.messages.map(({ role, content }) => ({ role, content })),
        [this.#renamedLimit.has(call.model) ? RENAMED_LIMIT : 'max_tokens']: call.maxOutputTokens,
        stream: true,
        stream_options: { include_usage: true },
        ...(call.temperature === undefined ? {} : { temperature: call.temperature }),
      },
      { signal: deadlines.signal },
    );
    for await (const piece of stream) {
      deadlines.progress();
      heard.pieces += 1;
      if (piece.usage) heard.usage = { input: piece.usage.prompt_tokens, output: piece.usage.completion_tokens };
      const [choice] = piece.choices ?? [];
      heard.text += choice?.delta?.content ?? '';
      heard.refusal += choice?.delta?.refusal ?? '';
      heard.finish = choice?.finish_reason ?? heard.finish;
    }
    if (deadlines.broken !== null) throw new APIUserAbortError();
  }
}

/** What newer hosted models call `max_tokens`; other servers know the older name only. */
const RENAMED_LIMIT = 'max_completion_tokens';
const RETRIED: ReadonlySet<CallCause> = new Set(['rate_limited', 'server_error']);

/** Causes for which nothing was generated, so nothing is charged. */
const TURNED_AWAY: ReadonlySet<CallCause> = new Set(['invalid_key', 'rate_limited', 'server_error', 'bad_request']);

function judge(heard: Heard, attempts: number): ModelAnswer {
  const { text, usage } = heard;
  const failed = (cause: CallCause, message: string): ModelAnswer => ({
    ok: false,
    cause,
    message,
    text,
    usage,
    attempts,
    mayHaveCost: true,
  });
  if (heard.refusal !== '') return failed('refused', heard.refusal.slice(0, 500));
  if (heard.finish === 'content_filter') return failed('refused', "the provider's content filter stopped the answer");
  if (heard.finish === 'length') return failed('length_stop', 'the answer was cut at the output limit');
  if (heard.finish === null) return failed('broken_stream', 'the stream ended without a finish reason');
  if (text.trim() === '') return failed('empty_reply', 'the answer holds no text');
  return { ok: true, text, usage, attempts };
}

function causeOf(error: unknown): { cause: CallCause; message: string; hintMs: number | null } {
  const message = error instanceof Error ? error.message : String(error);
  const named = (cause: CallCause, hintMs: number | null = null) => ({ cause, message, hintMs });
  if (error instanceof AuthenticationError || error instanceof PermissionDeniedError) return named('invalid_key');
  if (error instanceof RateLimitError) return named('rate_limited', hintFrom(error.headers, Date.now()));
  if (error instanceof InternalServerError) return named('server_error', hintFrom(error.headers, Date.now()));
  if (error instanceof APIConnectionError) return named('unreachable');
  if (error instanceof APIError && typeof error.status === 'number') return named('bad_request');
  return named('broken_stream');
}
