import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, markOf, signal, type ProcessMark } from '@codecsmith/platform';
import { processesBelow, type Lab } from '@codecsmith/test-journeys';
import pg from 'pg';

export interface MonkeyOptions {
  readonly seed: number;
  /** Pause between two blows. */
  readonly everyMs: number;
}

/** What a part has started: guests and their jails below the executor, backends below Postgres, ffmpeg below metrics. */
const CHILD = '/child';
const PARENTS = ['executor', 'metrics', 'postgres'];

/** Kills -9 one process of a lab after the other, in an order that its seed decides. The supervisor is spared. */
export class Monkey {
  /** Blows by the name of the part. */
  readonly blows: Record<string, number> = {};
  private state: number;
  private readonly lab: Lab;
  private readonly options: MonkeyOptions;

  constructor(lab: Lab, options: MonkeyOptions) {
    this.lab = lab;
    this.options = options;
    this.state = options.seed;
  }

  /** Strikes any part, or a process that a part has started, for so long. */
  async rage(forMs: number): Promise<void> {
    const until = Date.now() + forMs;
    while (Date.now() < until) {
      const parts = await this.parts();
      const name = this.oneOf([...Object.keys(parts).sort(), ...PARENTS.map((parent) => parent + CHILD)]);
      if (name !== undefined) await this.strike(name, await this.victim(name, parts));
      await sleep(this.options.everyMs);
    }
  }

  /** Strikes one part whenever it is there, for so long: an outage. */
  async holdDown(name: string, forMs: number): Promise<void> {
    const until = Date.now() + forMs;
    while (Date.now() < until) {
      await this.strike(name, (await this.parts())[name]);
      await sleep(20);
    }
  }

  /** Strikes Postgres so often, each time within 10 ms of the moment in which it takes connections. */
  async killPostgresOnceReady(times: number): Promise<void> {
    let pid = await this.readyPostgres(undefined);
    for (let death = 0; death < times; death += 1) {
      await this.strike('postgres', await markOf(pid));
      pid = await this.readyPostgres(pid);
    }
  }

  /** The pid of a Postgres other than the one named, at the moment in which it begins to take connections. */
  private async readyPostgres(before: number | undefined): Promise<number> {
    for (;;) {
      const pid = await this.connectedPostgres(before).catch(() => undefined);
      if (pid !== undefined) return pid;
      await sleep(1);
    }
  }

  private async connectedPostgres(before: number | undefined): Promise<number | undefined> {
    const folder = join(this.lab.home, 'postgres');
    const [pid, , , port] = (await readFile(join(folder, 'data/postmaster.pid'), 'utf8')).split('\n').map(Number);
    if (pid === undefined || pid === before) return undefined;
    const password = (await readFile(join(folder, 'superuser.password'), 'utf8')).trim();
    const client = new pg.Client({ user: 'postgres', password, host: '127.0.0.1', port, database: 'postgres' });
    client.on('error', () => undefined);
    await client.connect();
    await client.end();
    return pid;
  }

  private async parts(): Promise<Readonly<Record<string, ProcessMark>>> {
    const { supervisor: _, ...parts } = await this.lab.processes();
    return parts;
  }

  private async victim(name: string, parts: Readonly<Record<string, ProcessMark>>): Promise<ProcessMark | undefined> {
    if (!name.endsWith(CHILD)) return parts[name];
    const parent = parts[name.slice(0, -CHILD.length)];
    return parent && this.oneOf(await processesBelow([parent.pid]));
  }

  private async strike(name: string, mark: ProcessMark | undefined): Promise<void> {
    if (mark === undefined || !(await isAlive(mark))) return;
    signal(mark.pid, 'SIGKILL');
    this.blows[name] = (this.blows[name] ?? 0) + 1;
  }

  private oneOf<T>(all: readonly T[]): T | undefined {
    return all[Math.floor(this.random() * all.length)];
  }

  /** Mulberry32: the same seed, the same order. */
  private random(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }
}
