import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, signal, type ProcessMark } from '@codecsmith/platform';
import type { Lab } from '@codecsmith/test-journeys';

export interface MonkeyOptions {
  readonly seed: number;
  /** Pause between two blows. */
  readonly everyMs: number;
}

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

  /** Strikes any part for so long. */
  async rage(forMs: number): Promise<void> {
    const until = Date.now() + forMs;
    while (Date.now() < until) {
      const parts = await this.parts();
      const names = Object.keys(parts).sort();
      const name = names[Math.floor(this.random() * names.length)];
      if (name !== undefined) await this.strike(name, parts[name]);
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

  private async parts(): Promise<Readonly<Record<string, ProcessMark>>> {
    const { supervisor: _, ...parts } = await this.lab.processes();
    return parts;
  }

  private async strike(name: string, mark: ProcessMark | undefined): Promise<void> {
    if (mark === undefined || !(await isAlive(mark))) return;
    signal(mark.pid, 'SIGKILL');
    this.blows[name] = (this.blows[name] ?? 0) + 1;
  }

  /** Mulberry32: the same seed, the same order. */
  private random(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }
}
