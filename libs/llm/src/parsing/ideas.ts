import { z } from 'zod';
import { readJson } from './json-code.ts';
import { blocksOf } from './markdown.ts';
import { withoutThoughts } from './thoughts.ts';

/** What a next codec could try. */
export interface Idea {
  readonly idea: string;
  readonly why: string | null;
  /** Points of score that its author expects of it; null where none were named. */
  readonly gain: number | null;
}

/** What an answer was read as, or what is wrong with it, for its author. */
export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

const MOST_WORDS = 1500;

const idea = z.object({
  idea: z.string().trim().min(1),
  why: z.string().nullish().catch(null),
  gain: z.coerce.number().nullish().catch(null),
});
const ideas = z.object({ ideas: z.array(idea).min(1).max(16) });
const choice = z.object({ choice: z.coerce.number().int() });

/** The ideas of a planner, in its order. */
export function readIdeas(reply: string): Read<Idea[]> {
  const found = jsonIn(reply, ideas);
  if (found === undefined) return { ok: false, message: 'there is no JSON object with a list `ideas` in it' };
  const value = found.ideas.map(({ idea, why, gain }) => {
    return { idea: idea.slice(0, MOST_WORDS), why: why?.slice(0, MOST_WORDS) ?? null, gain: gain ?? null };
  });
  return { ok: true, value };
}

/** The number of the idea that a model votes for, 1 to `count`. */
export function readChoice(reply: string, count: number): Read<number> {
  const found = jsonIn(reply, choice);
  if (found === undefined) return { ok: false, message: 'there is no JSON object with a number `choice` in it' };
  if (found.choice >= 1 && found.choice <= count) return { ok: true, value: found.choice };
  return { ok: false, message: `choice: ${found.choice} is not allowed; allowed: 1 to ${count}` };
}

/** A summary in plain text: what is said outside of thoughts. */
export function readSummary(reply: string): Read<string> {
  const { text } = withoutThoughts(reply);
  const value = text.trim();
  return value === '' ? { ok: false, message: 'there is no text in it' } : { ok: true, value };
}

/** The first JSON object that fits, in a fence or in the prose. */
function jsonIn<T>(reply: string, schema: z.ZodType<T>): T | undefined {
  const { fences, prose } = blocksOf(withoutThoughts(reply).text);
  const bare = prose.slice(prose.indexOf('{'), prose.lastIndexOf('}') + 1);
  for (const text of [...fences.map(({ body }) => body), bare]) {
    const { success, data } = schema.safeParse(readJson(text));
    if (success) return data;
  }
  return undefined;
}

/** Share of words that two ideas must have in common to be the same. */
const SAME = 0.7;

/** Ideas that nothing in `tried` says already, in their order. */
export const untried = (found: readonly Idea[], tried: readonly string[]): Idea[] =>
  found.filter(({ idea: text }) => !tried.some((other) => likeness(text, other) >= SAME));

function likeness(a: string, b: string): number {
  const [left, right] = [wordsOf(a), wordsOf(b)];
  const shared = [...left].filter((word) => right.has(word)).length;
  return shared / Math.max(1, left.size + right.size - shared);
}

const wordsOf = (text: string): Set<string> => new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu));

/** The idea with the most votes; among equals the one that is said to gain most, and then the first. */
export function elected(found: readonly Idea[], votes: readonly number[]): Idea | undefined {
  const votesFor = (index: number): number => votes.filter((vote) => vote === index + 1).length;
  return found
    .map((one, index) => ({ one, votes: votesFor(index), gain: one.gain ?? 0, index }))
    .sort((a, b) => b.votes - a.votes || b.gain - a.gain || a.index - b.index)[0]?.one;
}
