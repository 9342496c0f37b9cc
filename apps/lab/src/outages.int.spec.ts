import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createServer } from 'node:net';
import { isAlive, readLabFile, signal, type LabDescription } from '@codecsmith/platform';
import { mayMount, SmallDisk } from '@codecsmith/test-servers';
import pg from 'pg';
import { prepareScripts } from './testing/sample-lab.ts';

const SAMPLE_LAB = fileURLToPath(new URL('testing/sample-lab.ts', import.meta.url));

let home: string;
let lab: ChildProcess;
let disk: SmallDisk | undefined;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'codecsmith-lab-'));
  await chmod(home, 0o755);
});
afterEach(async () => {
  lab.kill('SIGKILL');
  for (const { pid } of Object.values((await readLabFile(join(home, 'lab.json')))?.processes ?? {}))
    signal(pid, 'SIGKILL');
  await disk?.unmount();
  disk = undefined;
  await rm(home, { recursive: true, force: true, maxRetries: 10 });
});

/** A lab of sample services in a process of its own; resolves with its first line: it takes work. */
function start(): { ready: Promise<unknown> } {
  lab = spawn(process.execPath, ['--conditions=@codecsmith/source', SAMPLE_LAB, home], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { ready: once(createInterface(lab.stdout!), 'line') };
}

async function until<T>(probe: () => Promise<T | undefined>, pauseMs = 20): Promise<T> {
  for (;;) {
    const value = await probe().catch(() => undefined);
    if (value !== undefined) return value;
    await sleep(pauseMs);
  }
}

async function described(): Promise<LabDescription> {
  const description = await readLabFile(join(home, 'lab.json'));
  if (!description) throw new Error('no lab.json');
  return description;
}

/** Parts whose process does not run now. */
async function deadParts(processes?: LabDescription['processes']): Promise<string[]> {
  const parts = Object.entries(processes ?? (await described()).processes);
  const alive = await Promise.all(parts.map(([, mark]) => isAlive(mark)));
  return parts.filter((_, at) => !alive[at]).map(([name]) => name);
}

/** The pid of a Postgres other than the one named, at the moment in which it begins to take connections. */
const newPostgres = (before: number | undefined) =>
  until(async () => {
    const data = join(home, 'postgres/data/postmaster.pid');
    const [pid, , , port] = (await readFile(data, 'utf8')).split('\n').map(Number);
    if (pid === before) return undefined;
    const password = (await readFile(join(home, 'postgres/superuser.password'), 'utf8')).trim();
    const client = new pg.Client({ user: 'postgres', password, host: '127.0.0.1', port, database: 'postgres' });
    client.on('error', () => undefined);
    await client.connect();
    await client.end();
    return pid;
  }, 1);

describe('the supervisor', () => {
  it('outlives ten deaths of Postgres, each at the moment in which it is ready', async () => {
    const { ready } = start();
    let pid: number | undefined;
    for (let death = 1; death <= 10; death += 1) {
      pid = await newPostgres(pid);
      signal(pid, 'SIGKILL');
    }

    await ready;

    expect(lab.exitCode).toBeNull();
    expect(await deadParts()).toEqual([]);
  });

  it('gives a server another port when its own was taken while it was down, and tells the services', async () => {
    await start().ready;
    const before = await described();
    const port = before.ports.nats ?? 0;
    signal(before.processes['nats']?.pid ?? 0, 'SIGKILL');
    const stranger = createServer();
    await until(async () => {
      stranger.listen(port, '127.0.0.1');
      await once(stranger, 'listening');
      return true;
    }, 1);

    const after = await until(async () => {
      const now = await described();
      return now.ports.nats !== port && now.processes['api']?.pid !== before.processes['api']?.pid ? now : undefined;
    });

    expect(after.natsUrl).toBe(`nats://127.0.0.1:${after.ports.nats}`);
    const told = await until(async () => {
      const lines = (await readFile(join(home, 'api.environment'), 'utf8')).trim().split('\n');
      return lines.length > 1 ? (JSON.parse(lines.at(-1) ?? '') as Record<string, string>) : undefined;
    });
    expect(told['LAB_NATS_URL']).toBe(after.natsUrl);
    expect(after.processes['api']).toMatchObject({ ended: 0 });
    stranger.close();
  });

  (mayMount ? it : it.skip)(
    `outlives a full disk, and starts everything when there is room again${mayMount ? '' : ' (SKIPPED: needs root)'}`,
    async () => {
      disk = await SmallDisk.mount(home, 400 * 2 ** 20);
      await start().ready;
      const { processes } = await described();
      await disk.fill();
      for (const { pid } of Object.values(processes)) signal(pid, 'SIGKILL');
      await until(async () => ((await deadParts(processes)).length === 5 ? true : undefined));
      await sleep(3_000);
      expect(lab.exitCode).toBeNull();

      await disk.free();

      await until(async () => ((await deadParts()).length === 0 ? true : undefined));
      expect(Object.keys((await described()).processes).sort()).toEqual(Object.keys(processes).sort());
      expect((await described()).failures).toEqual({});
    },
  );

  (mayMount ? it : it.skip)(
    `waits for room on a disk that is full from the start${mayMount ? '' : ' (SKIPPED: needs root)'}`,
    async () => {
      disk = await SmallDisk.mount(home, 400 * 2 ** 20);
      await prepareScripts(home);
      await disk.fill();
      const { ready } = start();
      await sleep(3_000);
      expect(lab.exitCode).toBeNull();

      await disk.free();

      await ready;
      expect(await deadParts()).toEqual([]);
    },
  );
});
