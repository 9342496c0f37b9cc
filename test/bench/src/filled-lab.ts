import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { connectBus, ensureTopology } from '@codecsmith/bus';
import { openLedger, PostgresStorage, READER_ROLE } from '@codecsmith/ledger';
import { fillLab } from '@codecsmith/test-histories';
import { startTestNats, startTestPostgres } from '@codecsmith/test-servers';
import { coreViews } from '@codecsmith/views';
import { z } from 'zod';

const API = fileURLToPath(new URL('../../../apps/api/bundle/main.js', import.meta.url));
const PASSWORD = 'reads-only';
const TOKEN = 'token-of-the-bench';
const listening = z.object({ msg: z.literal('listening'), url: z.url() });

/** The api as it is shipped, over a lab with a past. */
export interface FilledLab {
  readonly url: string;
  readonly token: string;
  /** Process of the api. */
  readonly pid: number;
  stop(): Promise<void>;
}

export async function startFilledLab(experiments: number): Promise<FilledLab> {
  const home = await mkdtemp(join(tmpdir(), 'codecsmith-bench-'));
  const [postgres, nats] = await Promise.all([startTestPostgres(), startTestNats()]);
  const storage = new PostgresStorage({ url: postgres.url, views: [coreViews], readerPassword: PASSWORD });
  await (await openLedger(storage, { aggregates: [] })).close();
  await fillLab(postgres.url, experiments);
  const bus = await connectBus({ url: nats.url, name: 'bench' });
  await ensureTopology(bus);
  await bus.close();
  await writeFile(join(home, 'token'), TOKEN, { mode: 0o600 });
  const api = spawn(process.execPath, [API], {
    env: {
      PATH: process.env['PATH'],
      LAB_HOME: home,
      LAB_ARTIFACTS_DIR: join(home, 'artifacts'),
      LAB_NATS_URL: nats.url,
      LAB_API_DATABASE_URL: Object.assign(new URL(postgres.url), { username: READER_ROLE, password: PASSWORD }).href,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = async (): Promise<void> => {
    const gone = once(api, 'exit');
    api.kill('SIGTERM');
    await gone;
    await Promise.all([postgres.stop(), nats.stop()]);
    await rm(home, { recursive: true, force: true });
  };
  return { url: await addressOf(api), token: TOKEN, pid: api.pid ?? 0, stop };
}

/** The api says where it listens in its log. */
async function addressOf({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('the api has no output to read');
  for await (const line of createInterface(stdout)) {
    const entry = listening.safeParse(JSON.parse(line));
    if (!entry.success) continue;
    stdout.resume();
    return entry.data.url;
  }
  throw new Error('the api ended before it listened');
}
