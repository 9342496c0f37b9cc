import { existsSync } from 'node:fs';
import { InvalidArgumentError, Option } from 'commander';
import { clipReference, limits, type Limits } from '@codecsmith/experiment';
import { LANES, type Lane } from '@codecsmith/kernel';
import { usageError } from '../exit-code.ts';

/** Every command prints one JSON document instead of text when asked to. */
export const jsonOption = (): Option => new Option('--json', 'print one JSON document');

/** Parses `20,40,60`: quality levels, each 1 (worst) to 100 (best), none twice. */
export function parseQualities(text: string): number[] {
  const qualities = text.split(',').map((part) => parseWhole(part.trim(), 1, 100));
  if (new Set(qualities).size !== qualities.length) throw new InvalidArgumentError('No quality may be given twice.');
  return qualities;
}

/** Parser of a whole number within limits, for commander. */
export const whole =
  (least: number, most = Number.MAX_SAFE_INTEGER) =>
  (text: string): number =>
    parseWhole(text, least, most);

function parseWhole(text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  const allowed = most === Number.MAX_SAFE_INTEGER ? `from ${least}` : `from ${least} to ${most}`;
  throw new InvalidArgumentError(`"${text}" is not allowed: whole numbers ${allowed} are.`);
}

/** Takes a value from a closed list, or says what is in it. */
export function oneOf<const Value extends string>(name: string, allowed: readonly Value[]) {
  return (text: string): Value => {
    const found = allowed.find((value) => value === text);
    if (found === undefined) {
      throw usageError(`${name}: "${text}" is not allowed. Allowed: ${allowed.join(', ')}`, { field: name, allowed });
    }
    return found;
  };
}

/** `--lane`, which may be given several times. */
export const addLane = (text: string, before: readonly Lane[]): Lane[] => [...before, oneOf('lane', LANES)(text)];

/** `--clip`, which may be given several times; `otherwise` says what is taken when it is not. */
export const clipOption = (otherwise: string): Option =>
  new Option('--clip <file or name>', `a video file, or a clip the lab knows; may be repeated; else ${otherwise}`)
    .argParser(addClip)
    .default([]);

/** Adds a clip that a person named; whether the lab knows one of that name, the lab says. */
export function addClip(text: string, before: readonly string[]): string[] {
  if (existsSync(text) || clipReference.safeParse(text).success) return [...before, text];
  throw new InvalidArgumentError(
    'There is no such file. A clip that the lab knows is named by letters, digits, _ and -, or by its digest.',
  );
}

/** `--limit wallMs=60000`, which may be given several times; the lab checks the values. */
export const limitOption = (): Option =>
  new Option('--limit <name=value>', `of one side of one run: ${LIMIT_NAMES.join(', ')}; may be repeated`)
    .argParser(parseLimit)
    .default({});

const LIMIT_NAMES = Object.keys(limits.shape) as readonly (keyof Limits)[];

function parseLimit(text: string, before: Limits): Limits {
  const [, name, value] = /^(\w+)=(\d+)$/.exec(text) ?? [];
  const known = LIMIT_NAMES.find((each) => each === name);
  if (known !== undefined) return { ...before, [known]: Number(value) };
  throw new InvalidArgumentError(`"${text}" is not allowed: NAME=NUMBER is, with ${LIMIT_NAMES.join(', ')}.`);
}
