import type { Language } from './candidate.ts';

/** A number of a candidate whose author lets the lab try other values. */
export interface Tunable {
  readonly name: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

const NUMBER = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?`;
const RANGE = String.raw`tune +(${NUMBER})\.\.(${NUMBER})[ \t]*$`;

/** One line at the top level: what comes before the number, the number, what comes behind. */
const LINES: Readonly<Record<Language, RegExp>> = {
  python: new RegExp(String.raw`^(([A-Za-z_]\w*)(?: *: *\w+)? *= *)(${NUMBER})( *# *${RANGE})`, 'gmu'),
  javascript: new RegExp(
    String.raw`^((?:const|let|var) +([A-Za-z_$][\w$]*) *= *)(${NUMBER})( *;? *// *${RANGE})`,
    'gmu',
  ),
};

/** As many as a fact holds. */
const MOST = 32;

/**
 * Numbers that are marked as tunable: `PRICE = 0.11  # tune 0.05..0.2` in Python, `const PRICE = 0.11; // tune 0.05..0.2` in
 * JavaScript, at the top level. A mark whose range is empty, or does not hold the number, is none.
 */
export function tunablesOf(code: string, language: Language): Tunable[] {
  const found = [...code.matchAll(LINES[language])].map(([, , name = '', value, , low, high]) => {
    return { name, value: Number(value), low: Number(low), high: Number(high) };
  });
  const names = found.map(({ name }) => name);
  return found
    .filter(({ low, value, high }) => low < high && low <= value && value <= high)
    .filter(({ name }) => names.indexOf(name) === names.lastIndexOf(name))
    .slice(0, MOST);
}

/**
 * The same code with another value of a tunable number.
 *
 * @throws RangeError where the code marks no such number
 */
export function withTunable(code: string, language: Language, name: string, value: number): string {
  if (!tunablesOf(code, language).some((one) => one.name === name)) {
    throw new RangeError(`the code marks no number ${name} as tunable`);
  }
  return code.replaceAll(LINES[language], (line, before: string, own: string, _: string, behind: string) =>
    own === name ? `${before}${value}${behind}` : line,
  );
}

/**
 * Values that a number may try next: half the way to the nearest value below and above that it has had, and the ends of its
 * range; whole where all of them are, and none that is nearer than a 64th of the range.
 *
 * @param had values that were tried, this one aside
 */
export function otherValues({ value, low, high }: Tunable, had: readonly number[]): number[] {
  const whole = [value, low, high].every(Number.isInteger);
  const known = [low, high, ...had];
  const below = Math.max(low, ...known.filter((one) => one < value));
  const above = Math.min(high, ...known.filter((one) => one > value));
  const between = (end: number): number => {
    const middle = (value + end) / 2;
    return whole ? Math.round(middle) : Number(middle.toPrecision(DIGITS));
  };
  const least = (high - low) / STEPS;
  const values = [between(below), between(above), low, high];
  return [...new Set(values)].filter((one) => Math.abs(one - value) >= least && !had.includes(one));
}

const DIGITS = 4;
const STEPS = 64;
