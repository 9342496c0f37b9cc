import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Servers before 2.10 know no `sync_interval`; the one of this machine may be older than the one that is deployed. */
const NEWER = /^\s*sync_interval: always\n/m;

/** Lets a nats-server judge a configuration with its users beside it. @throws Error with what it says */
export async function checkNatsConfiguration(configuration: string, users: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'codecsmith-nats-'));
  try {
    const store = configuration.replace(/store_dir: \S+/, `store_dir: ${JSON.stringify(folder)}`);
    await writeFile(join(folder, 'nats.conf'), store.replace(NEWER, ''));
    await writeFile(join(folder, 'users.conf'), users);
    await run('nats-server', ['-t', '--config', join(folder, 'nats.conf')], {
      env: { ...process.env, POD_NAME: 'nats-0' },
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}
