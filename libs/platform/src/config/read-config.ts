import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import type { Setting } from './setting.ts';
import { settings, type SettingName, type SettingValue } from './settings.ts';

/** The part of the table that one program asked for, parsed. */
export type Config<Name extends SettingName> = { readonly [N in Name]: SettingValue<N> };

/** A variable that cannot be used: the message gives its name, its value (unless secret) and what is allowed. */
export class BadSetting extends Error {}

export type Variables = Readonly<Record<string, string | undefined>>;

/** The environment over the file `.env` of the working directory. The only place that reads either. */
export function environmentVariables(folder = process.cwd()): Variables {
  const file = readOptional(join(folder, '.env'));
  return { ...(file === undefined ? {} : parseEnv(file)), ...process.env };
}

/**
 * Reads the named settings; the rest of the table is checked too, so that a wrong value never waits for its reader.
 *
 * @throws BadSetting for the first variable that is wrong, or required here and missing
 */
export function readConfig<const Name extends SettingName>(
  names: readonly Name[],
  variables: Variables = environmentVariables(),
): Config<Name> {
  const asked = new Set<string>(names);
  const parsed: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries<Setting<unknown>>(settings)) {
    const raw = rawValue(name, setting, variables);
    if (raw !== undefined) parsed[name] = parse(name, setting, raw);
    else if (asked.has(name)) throw new BadSetting(`${name} is not set; allowed: ${setting.allowed}`);
  }
  return Object.fromEntries(names.map((name) => [name, parsed[name]])) as Config<Name>;
}

/** Values of secret settings as far as they are set: what the logger must never write. */
export function secretValues(variables: Variables = environmentVariables()): string[] {
  return Object.entries<Setting<unknown>>(settings)
    .filter(([, setting]) => setting.secret)
    .map(([name, setting]) => rawValue(name, setting, variables))
    .filter((value) => value !== undefined && value !== '') as string[];
}

/** Variables that look like ours but are in no row: most likely a slip of the keyboard. */
export function unknownVariables(variables: Variables = environmentVariables()): string[] {
  const known = new Set(
    Object.entries<Setting<unknown>>(settings).flatMap(([name, { secret }]) =>
      secret ? [name, `${name}_FILE`] : name,
    ),
  );
  return Object.keys(variables).filter((name) => name.startsWith('LAB_') && !known.has(name));
}

function rawValue(name: string, setting: Setting<unknown>, variables: Variables): string | undefined {
  const [direct, file] = [variables[name], setting.secret ? variables[`${name}_FILE`] : undefined];
  if (file === undefined || file === '') return direct === undefined || direct === '' ? setting.default : direct;
  if (direct !== undefined && direct !== '')
    throw new BadSetting(`${name} and ${name}_FILE are both set; allowed: one`);
  const content = readOptional(file);
  if (content === undefined) throw new BadSetting(`${name}_FILE is ${JSON.stringify(file)}; allowed: a readable file`);
  return content.trim();
}

function parse(name: string, setting: Setting<unknown>, raw: string): unknown {
  const result = setting.schema.safeParse(raw);
  if (result.success) return result.data;
  const shown = setting.secret ? '(a secret)' : JSON.stringify(raw);
  throw new BadSetting(`${name} is ${shown}; allowed: ${setting.allowed}`);
}

function readOptional(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR') return undefined;
    throw error;
  }
}
