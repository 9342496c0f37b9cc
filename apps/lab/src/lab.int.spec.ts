import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isAlive, readLabFile, signal, type LabDescription } from '@codecsmith/platform';
import type { Lab } from './lab.ts';
import { openSampleLab } from './testing/sample-lab.ts';

const SAMPLE_LAB = fileURLToPath(new URL('testing/sample-lab.ts', import.meta.url));
const PARTS = ['postgres', 'nats', 'ledger', 'api', 'executor'];

let home: string;
const labs: Lab[] = [];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'codecsmith-lab-'));
  await chmod(home, 0o755);
});
afterEach(async () => {
  await Promise.all(labs.splice(0).map((lab) => lab.close()));
  await rm(home, { recursive: true, force: true });
});

async function open(): Promise<Lab> {
  const { lab, ready } = await openSampleLab(home);
  labs.push(lab);
  await ready;
  return lab;
}

async function described(): Promise<LabDescription> {
  const description = await readLabFile(join(home, 'lab.json'));
  if (!description) throw new Error('no lab.json');
  return description;
}

const pidOf = async (name: string) => (await described()).processes[name]?.pid ?? 0;

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(20);
}

async function aliveParts(description: LabDescription): Promise<string[]> {
  const states = await Promise.all(
    PARTS.map((name) => isAlive(description.processes[name] ?? { pid: 0, startTicks: 0 })),
  );
  return PARTS.filter((_, index) => states[index]);
}

/** The file follows the processes: a slow disk writes it after the lab is ready. */
const allAreDescribed = async (): Promise<boolean> => (await aliveParts(await described())).length === PARTS.length;

function listens(port = 0): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
    socket.on('close', () => socket.destroy()).end();
  });
}

/** What a service was started with; it says so itself, in its own time. */
async function environmentOf(name: string): Promise<Record<string, string>> {
  const readLine = async () => (await readFile(join(home, `${name}.environment`), 'utf8').catch(() => '')).split('\n');
  await until(async () => (await readLine()).length > 1);
  return JSON.parse((await readLine())[0] ?? '') as Record<string, string>;
}

describe('a lab', () => {
  it('runs its parts, describes itself to its owner alone, and stops them all', async () => {
    const lab = await open();
    await until(allAreDescribed);
    const description = await described();

    expect(description.pid).toBe(process.pid);
    expect(await aliveParts(description)).toEqual(PARTS);
    expect((await stat(join(home, 'lab.json'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(home, 'token'))).mode & 0o777).toBe(0o600);
    expect(await lab.unhealthyReason()).toBeUndefined();

    await lab.close();
    expect(await aliveParts(description)).toEqual([]);
  });

  it('gives each service its own secrets and no other', async () => {
    await open();

    const [ledger, api, executor] = await Promise.all([
      environmentOf('ledger'),
      environmentOf('api'),
      environmentOf('executor'),
    ]);

    expect(ledger['LAB_LEDGER_DATABASE_URL']).toMatch(/^postgres:\/\/lab_ledger:/);
    expect(api['LAB_API_DATABASE_URL']).toMatch(/^postgres:\/\/lab_reader:/);
    expect(api['LAB_LEDGER_DATABASE_URL']).toBeUndefined();
    expect(Object.values(executor).filter((value) => value.includes('postgres:'))).toEqual([]);
  });

  it.each(['nats', 'postgres'] as const)('brings a killed %s back on its port', async (name) => {
    await open();
    const { processes, ports } = await described();

    signal(processes[name]?.pid ?? 0, 'SIGKILL');
    await until(async () => (await pidOf(name)) !== processes[name]?.pid);

    expect((await described()).ports).toEqual(ports);
    expect(await listens(ports[name])).toBe(true);
  });

  it('brings back a service that was killed, a ledger that hangs, and a bus that does', async () => {
    await open();
    const { processes } = await described();
    const hangs = Number((await environmentOf('ledger'))['LAB_SERVICE_HEALTH_PORT']);

    signal(processes['executor']?.pid ?? 0, 'SIGKILL');
    signal(processes['nats']?.pid ?? 0, 'SIGSTOP');
    void fetch(`http://127.0.0.1:${hangs}/hang`).catch(() => undefined);
    await until(async () => (await pidOf('executor')) !== processes['executor']?.pid);
    await until(async () => (await pidOf('ledger')) !== processes['ledger']?.pid);
    await until(async () => (await pidOf('nats')) !== processes['nats']?.pid);

    await until(allAreDescribed);
    expect((await described()).processes['executor']).toMatchObject({ ended: 1, lastExit: 'SIGKILL' });
  });

  it('is alone in its home', async () => {
    await open();

    await expect(openSampleLab(home)).rejects.toThrow(`a lab runs already in ${home}`);
  });

  it('takes everything with it when it is killed, and the next one starts on what it left', async () => {
    const first = spawn(process.execPath, ['--conditions=@codecsmith/source', SAMPLE_LAB, home], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(createInterface(first.stdout), 'line');
    await until(allAreDescribed);
    const left = await described();

    first.kill('SIGKILL');
    await until(async () => (await aliveParts(left)).length === 0);
    await open();

    await until(allAreDescribed);
  });

  it('leaves a home alone that a newer program keeps, and says so', async () => {
    await writeFile(join(home, 'home.version'), '2\n');
    await expect(openSampleLab(home)).rejects.toThrow('home version "2", this program reads up to 1');
    expect((await readdir(home)).sort()).toEqual(['home.version', 'scripts']);
  });
});
