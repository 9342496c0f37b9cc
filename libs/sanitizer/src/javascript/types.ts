import type { RepairDescription } from '../rule.ts';
import type { Violation } from '../report.ts';
import { changed, type Draft } from '../text/draft.ts';

export const typesRemoved: RepairDescription = {
  id: 'module.types',
  kind: 'repair',
  title: "TypeScript's types become blanks.",
  why: 'The jail runs JavaScript. Blanks keep every line and column in its place, so errors name the lines that the author wrote.',
  bad: 'const level: number = 1;',
  good: 'const level = 1;',
};

/** Syntax of TypeScript that is more than types: it would have to be compiled. */
interface Untyped {
  readonly text: string;
  /** Each piece that cannot be left out: what it is, and where it begins, from 0. */
  readonly compiled: readonly { readonly what: string; readonly at: number }[];
}

/** Replaces the types of a text by blanks; what is no TypeScript either is left for the parser to refuse. */
export type TypeStripper = (text: string) => Untyped;

/** A draft without types, or undefined where there are none; and what of it JavaScript lacks. */
export interface WithoutTypes {
  readonly draft: Draft;
  readonly violations: readonly Violation[];
}

const placeOf = (text: string, at: number) => {
  const before = text.slice(0, at).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
};

/** Takes the types out of a draft. Undefined where the text has none, or is nested too deeply to tell. */
export function removeTypes(draft: Draft, strip: TypeStripper, rule: string): WithoutTypes | undefined {
  const { text, compiled } = untypedOf(draft.text, strip) ?? { text: draft.text, compiled: [] };
  const violations = compiled.map(({ what, at }) => ({
    rule,
    ...placeOf(draft.text, at),
    message: `${what} is TypeScript that has to be compiled; only types are left out`,
    advice:
      'write it in JavaScript: an object of constants for an enum, a plain object or module-level names for a namespace, fields that the constructor sets, `x as T` for `<T>x`',
  }));
  if (text === draft.text && violations.length === 0) return undefined;
  const line = firstDifference(draft.text, text);
  const description = 'replaced types by blanks';
  return { draft: changed(draft, text, { rule: typesRemoved.id, line, description }), violations };
}

function untypedOf(text: string, strip: TypeStripper): Untyped | undefined {
  try {
    return strip(text);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Line, from 1, of the first difference of two texts with the same lines. */
function firstDifference(before: string, after: string): number {
  const lines = after.split('\n');
  return before.split('\n').findIndex((line, k) => line !== lines[k]) + 1;
}
