import { InvalidArgumentError, Option } from 'commander';
import { usageError } from '../exit-code.ts';

/** Every command prints one JSON document instead of text when asked to. */
export const jsonOption = (): Option => new Option('--json', 'print one JSON document');

/** Parses `20,40,60`: quality levels, each 1 (worst) to 100 (best), none twice. */
export function parseQualities(text: string): number[] {
  const qualities = text.split(',').map((part) => parseWhole(part.trim(), 1, 100));
  if (new Set(qualities).size !== qualities.length) throw new InvalidArgumentError('No quality may stand there twice.');
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
