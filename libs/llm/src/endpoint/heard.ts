import { z } from 'zod';
import type { Usage } from '../port/model.ts';

/** What one answer has come to, whatever form its pieces had. */
export interface Heard {
  readonly text: string;
  readonly reasoning: string;
  readonly refusal: string;
  readonly finish: string | null;
  /** As the server counted; null when it did not, or not in whole numbers. */
  readonly usage: Usage | null;
  /** Names of the tools that the model called instead of answering. */
  readonly tools: readonly string[];
  /** The server's own words for a failure that it told inside of an answer. */
  readonly error: ToldError | null;
  /** Pieces that held anything of an answer. */
  readonly pieces: number;
  /** The server said that this is all. */
  readonly done: boolean;
}

export interface ToldError {
  readonly message: string;
  /** HTTP status that it stands for, where the server names one. */
  readonly status: number | null;
  /** Everything that names its kind: `code` and `type`. */
  readonly kind: string;
}

export const NOTHING_HEARD: Heard = {
  text: '',
  reasoning: '',
  refusal: '',
  finish: null,
  usage: null,
  tools: [],
  error: null,
  pieces: 0,
  done: false,
};

const maybeText = z.string().nullish().catch(null);
const part = z.union([
  z.string(),
  z.looseObject({ type: maybeText, text: maybeText, content: maybeText, thinking: z.unknown().optional() }),
]);
const content = z
  .union([z.string(), z.array(part)])
  .nullish()
  .catch(null);
const tool = z.looseObject({ function: z.looseObject({ name: maybeText }).nullish().catch(null) });
const said = z
  .looseObject({
    content,
    text: maybeText,
    reasoning: maybeText,
    reasoning_content: maybeText,
    thinking: maybeText,
    refusal: maybeText,
    tool_calls: z.array(tool).nullish().catch(null),
    function_call: z.looseObject({ name: maybeText }).nullish().catch(null),
  })
  .nullish()
  .catch(null);
const choice = z.looseObject({
  index: z.number().nullish().catch(null),
  delta: said,
  message: said,
  text: maybeText,
  finish_reason: maybeText,
});
const piece = z.looseObject({
  choices: z.array(choice).nullish().catch(null),
  /** Answers of Ollama's own protocol, and some proxies. */
  message: z.union([said, z.string()]),
  response: maybeText,
  done_reason: maybeText,
  done: z.boolean().nullish().catch(null),
  usage: z.unknown().optional(),
  /** Groq's own door for what else it says of a stream, the count among it. */
  x_groq: z.looseObject({ usage: z.unknown().optional() }).nullish().catch(null),
  error: z.unknown().optional(),
});
type Said = z.infer<typeof said>;

/** Takes one JSON object of an answer, a chunk of a stream or the whole. */
export function hear(heard: Heard, value: unknown): Heard {
  const error = toldError(value);
  const read = piece.safeParse(value);
  if (!read.success) return error === null ? heard : { ...heard, error };
  const { choices, message, response, done_reason: reason, done, usage } = read.data;
  const first = (choices ?? []).find((one) => (one.index ?? 0) === 0);
  const own = typeof message === 'string' ? null : message;
  const whole = first?.message != null && textOf(first.message) !== '';
  const base = whole ? { ...heard, text: '', reasoning: '' } : heard;
  const told = [first?.delta, first?.message, own, { text: first?.text ?? response }];
  return {
    ...told.reduce<Heard>(add, base),
    finish: first?.finish_reason || reason || heard.finish,
    usage: usageIn(usage ?? read.data.x_groq?.usage, read.data, heard.usage),
    error: error ?? heard.error,
    pieces: heard.pieces + (first === undefined && own == null && response == null ? 0 : 1),
    done: heard.done || done === true,
  };
}

function add(heard: Heard, told: Said | undefined): Heard {
  if (told == null) return heard;
  const names = (told.tool_calls ?? []).map((call) => call.function?.name).concat(told.function_call?.name);
  return {
    ...heard,
    text: heard.text + textOf(told),
    reasoning: heard.reasoning + (told.reasoning_content ?? told.reasoning ?? told.thinking ?? '') + thoughtsIn(told),
    refusal: heard.refusal + (told.refusal ?? ''),
    tools: [...heard.tools, ...names.filter((name) => typeof name === 'string' && name !== '')] as string[],
  };
}

const THOUGHTS = /think|reason/u;

function textOf(told: NonNullable<Said>): string {
  if (!Array.isArray(told.content)) return told.content ?? told.text ?? '';
  return told.content
    .map((one) => {
      if (typeof one === 'string') return one;
      return THOUGHTS.test(one.type ?? '') ? '' : (one.text ?? one.content ?? '');
    })
    .join('');
}

const thoughtsIn = ({ content: parts }: NonNullable<Said>): string =>
  Array.isArray(parts)
    ? parts
        .map((one) =>
          typeof one !== 'string' && THOUGHTS.test(one.type ?? '')
            ? JSON.stringify(one.thinking ?? one.text ?? '')
            : '',
        )
        .join('')
    : '';

const count = z.int().nonnegative();
const counts = z.union([
  z.looseObject({ prompt_tokens: count, completion_tokens: count }).transform((one) => ({
    input: one.prompt_tokens,
    output: one.completion_tokens,
    total: one['total_tokens'],
  })),
  z.looseObject({ input_tokens: count, output_tokens: count }).transform((one) => ({
    input: one.input_tokens,
    output: one.output_tokens,
    total: one['total_tokens'],
  })),
]);
const ollama = z.looseObject({ prompt_eval_count: count, eval_count: count });

/** The last count that was told counts, even when it is none; thoughts that only the total holds are output too. */
function usageIn(told: unknown, whole: unknown, before: Usage | null): Usage | null {
  if (told == null) {
    const own = ollama.safeParse(whole);
    return own.success ? { input: own.data.prompt_eval_count, output: own.data.eval_count } : before;
  }
  const read = counts.safeParse(told);
  if (!read.success) return null;
  const { input, output, total } = read.data;
  const all = count.safeParse(total);
  return { input, output: all.success ? Math.max(output, all.data - input) : output };
}

const failure = z.looseObject({
  message: z.unknown().optional(),
  code: z.unknown().optional(),
  type: z.unknown().optional(),
  detail: z.unknown().optional(),
});

/** The failure that a JSON body tells, in any of its forms; null when it tells none. */
export function toldError(value: unknown): ToldError | null {
  const body = failure.safeParse(value);
  if (!body.success) return null;
  const { error } = body.data as { readonly error?: unknown };
  const isError =
    ['object', 'type'].some((key) => body.data[key] === 'error') ||
    (!('choices' in body.data) && body.data.detail !== undefined);
  if ((error === undefined || error === null || error === false) && !isError) return null;
  const inner = failure.safeParse(error);
  const { code, type } = inner.success ? inner.data : body.data;
  const message =
    wordsOf(error ?? body.data.message ?? body.data.detail) || 'the server answered an error without a message';
  return {
    message,
    status: statusOf(code) ?? statusOf(body.data.code),
    kind: [code, type].filter((one) => typeof one === 'string').join(' '),
  };
}

function statusOf(code: unknown): number | null {
  const number = typeof code === 'string' ? Number(code) : code;
  return typeof number === 'number' && number >= 400 && number < 600 ? number : null;
}

/** The words of an error's body: a text, a `message`, or a list of what is wrong with which field. */
export function wordsOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(wordsOf).filter(Boolean).join('; ');
  if (typeof value !== 'object' || value === null) return '';
  const { message, error, detail, msg, loc } = value as Readonly<Record<string, unknown>>;
  const place = Array.isArray(loc) ? `${loc.join('.')}: ` : '';
  if (typeof msg === 'string') return `${place}${msg}`;
  return [message, error, detail].map(wordsOf).find((words) => words !== '') ?? '';
}
