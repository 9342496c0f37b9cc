import { join } from 'node:path';
import { CHECKOUT, settings, type SettingName, type Variables } from '@codecsmith/platform';

/** A service that the lab runs. */
export interface Service {
  readonly name: string;
  readonly script: string;
  /** Secret settings that it may see; every other service is started without them. */
  readonly secrets: readonly SettingName[];
}

const NATS: SettingName = 'LAB_NATS_PASSWORD';

const service = (name: string, ...secrets: SettingName[]): Service => ({
  name,
  script: join(CHECKOUT, 'apps', name, 'bundle/main.js'),
  secrets: [NATS, ...secrets],
});

/** The one writer: first up, last down, and watched: when it hangs, everything does. */
export const LEDGER = service('ledger', 'LAB_LEDGER_DATABASE_URL', 'LAB_LEDGER_READER_PASSWORD');

/** All others; they wait for the ledger and for each other by themselves. */
export const SERVICES: readonly Service[] = [
  service('api', 'LAB_API_DATABASE_URL'),
  service('generator', 'LAB_GENERATOR_OPENAI_KEY'),
  service('sanitizer'),
  service('executor', 'LAB_API_TOKEN'),
  service('metrics'),
  service('campaigns'),
  service('janitor', 'LAB_API_DATABASE_URL'),
];

const SECRET_NAMES = Object.entries(settings)
  .filter(([, setting]) => 'secret' in setting)
  .map(([name]) => name);

/** The environment of a service: everything but the secrets of others. */
export function variablesFor({ secrets }: Service, all: Variables): Variables {
  const hidden = SECRET_NAMES.filter((name) => !(secrets as readonly string[]).includes(name));
  const names = new Set(hidden.flatMap((name) => [name, `${name}_FILE`]));
  return Object.fromEntries(Object.entries(all).filter(([name]) => !names.has(name)));
}
