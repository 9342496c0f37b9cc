import { z } from 'zod';

/** What one model behind one endpoint does not take, as its refusals told. */
export const quirks = z.object({
  /** Names of body fields that are left out, such as `stream_options` or `temperature`. */
  without: z.array(z.string()).default([]),
  /** It knows its output limit by this name only. */
  limitName: z.enum(['max_tokens', 'max_completion_tokens']).default('max_tokens'),
  /** Most output tokens that it allows; null: what is asked for. */
  outputLimit: z.int().positive().nullable().default(null),
  /** It takes no message with the role `system`. */
  withoutSystem: z.boolean().default(false),
});
export type Quirks = z.infer<typeof quirks>;

export const NO_QUIRKS: Quirks = quirks.parse({});

/** Where quirks are kept: by endpoint and model. */
export interface QuirkStore {
  get(endpoint: string, model: string): Quirks;
  set(endpoint: string, model: string, learned: Quirks): void;
}

/** Keeps quirks as long as the process lives. */
export class QuirkMemory implements QuirkStore {
  readonly #known = new Map<string, Quirks>();

  get(endpoint: string, model: string): Quirks {
    return this.#known.get(`${endpoint} ${model}`) ?? NO_QUIRKS;
  }

  set(endpoint: string, model: string, learned: Quirks): void {
    this.#known.set(`${endpoint} ${model}`, learned);
  }
}

/** A request that was turned away: what it held, and the server's answer to it. */
export interface TurnedAway {
  readonly fields: readonly string[];
  readonly outputTokens: number;
  readonly hasSystem: boolean;
  /** The whole body of the answer, and its words. */
  readonly body: unknown;
  readonly words: string;
}

/** Fields that a call can do without. */
const OPTIONAL = ['stream_options', 'temperature', 'reasoning_effort', 'top_p', 'stream'];
const LEAST_TOKENS = 256;
const LIMIT_NAMES = ['max_tokens', 'max_completion_tokens'] as const;

/** What a refusal teaches; undefined when it names nothing that can be left out or lowered. */
export function learn(known: Quirks, refusal: TurnedAway): Quirks | undefined {
  const named = namedIn(refusal);
  const other = LIMIT_NAMES.find((name) => name !== known.limitName);
  if (other !== undefined && renamed(refusal.words, known.limitName, other)) return { ...known, limitName: other };
  const field = [...OPTIONAL, ...refusal.fields].find(
    (name) => refusal.fields.includes(name) && !CORE.has(name) && named(name),
  );
  if (field !== undefined) return { ...known, without: [...known.without, field] };
  if (refusal.hasSystem && !known.withoutSystem && SYSTEM.test(refusal.words)) return { ...known, withoutSystem: true };
  const limit = limitIn(refusal);
  return limit === undefined ? undefined : { ...known, outputLimit: limit };
}

const CORE: ReadonlySet<string> = new Set(['model', 'messages', ...LIMIT_NAMES]);
const SYSTEM =
  /\b(?:system|developer)\b[^.]*\b(?:role|message|prompt|instruction)s?\b|\brole[^.]*\bsystem\b|conversation roles must alternate/iu;
const UNKNOWN =
  /unsupported|unknown|unrecogni[sz]ed|not (?:supported|permitted|allowed|recogni[sz]ed|valid)|extra|unexpected|invalid|does not support|only the default|deprecated/iu;

/** A field is named by the answer's own `param` or place, or by words that say it is not known. */
function namedIn({ body, words }: TurnedAway): (name: string) => boolean {
  const told = JSON.stringify(body) ?? '';
  return (name) => {
    const word = new RegExp(`(?<![A-Za-z_])${name}(?![A-Za-z_])`, 'u');
    const param = new RegExp(
      `"(?:param|parameter|field)":"[^"]*(?<![A-Za-z_])${name}(?![A-Za-z_])|"loc":\\[[^\\]]*"${name}"`,
      'u',
    );
    return param.test(told) || (word.test(words) && UNKNOWN.test(words));
  };
}

const renamed = (words: string, used: string, other: string): boolean =>
  words.includes(other) && (words.replaceAll(other, '').includes(used) || UNKNOWN.test(words));

/** The most that a model allows, of the numbers in its refusal; where it tells none, half of what was asked for. */
function limitIn({ words, outputTokens }: TurnedAway): number | undefined {
  if (!/token|context|length|too (?:large|long|big)|max_/iu.test(words)) return undefined;
  const numbers = [...words.matchAll(/\d[\d_,]*/gu)].map(([text]) => Number(text.replaceAll(/[_,]/gu, '')));
  const told = /context|window/iu.test(words) ? room(numbers, outputTokens) : numbers;
  const lower = told.filter((number) => number > 0 && number < outputTokens);
  const limit = lower.length === 0 ? Math.floor(outputTokens / 2) : Math.max(...lower);
  return limit >= LEAST_TOKENS ? limit : undefined;
}

/** Of what a context leaves, a part is spared: tokens are counted in more than one way. */
const SPARE = 0.95;

/** A refusal that speaks of the context tells its size and what the messages take. */
function room(numbers: readonly number[], outputTokens: number): number[] {
  const total = numbers.find((number) => number > outputTokens && numbers.includes(number - outputTokens));
  if (total === undefined) return [];
  const rest = [...numbers];
  for (const known of [total, total - outputTokens, outputTokens]) {
    if (rest.includes(known)) rest.splice(rest.indexOf(known), 1);
  }
  return rest.map((size) => Math.floor((size - (total - outputTokens)) * SPARE));
}
