import { readdir, readFile } from 'node:fs/promises';

/** What the kernel says of one thread: time that it ran, and time that it waited for a processor before it ran. */
interface Reading {
  readonly text: string;
  /** When the text was seen first. */
  readonly sinceMs: number;
  readonly isRunnable: boolean;
}

const NS_PER_MS = 1e6;

/**
 * How long a process was kept from running because the machine ran others. Nothing once the process is gone, and where the
 * kernel counts none of this. Source: Documentation/scheduler/sched-stats.rst, `/proc/<pid>/task/<tid>/schedstat`.
 */
export class ProcessorWait {
  private readonly pid: number;
  private first: ReadonlyMap<string, Reading> = new Map();
  private latest: ReadonlyMap<string, Reading> = new Map();

  private constructor(pid: number) {
    this.pid = pid;
  }

  static async of(pid: number): Promise<ProcessorWait> {
    const wait = new ProcessorWait(pid);
    await wait.look();
    wait.first = wait.latest;
    return wait;
  }

  /** Milliseconds since {@link of} of the thread that waited most: the others may have waited for that one. */
  async ms(): Promise<number> {
    await this.look();
    const waits = [...this.latest].map(([thread, reading]) => {
      const before = this.first.get(thread);
      return waitedMs(reading) - (before === undefined ? 0 : waitedMs(before)) + pendingMs(reading);
    });
    return Math.max(0, ...waits);
  }

  private async look(): Promise<void> {
    const threads = await readdir(`/proc/${this.pid}/task`).catch(() => []);
    const readings = await Promise.all(threads.map((thread) => this.read(thread)));
    this.latest = new Map(readings);
  }

  private async read(thread: string): Promise<[string, Reading]> {
    const file = (name: string) => readFile(`/proc/${this.pid}/task/${thread}/${name}`, 'latin1').catch(() => '');
    const [text, stat] = [await file('schedstat'), await file('stat')];
    const before = this.latest.get(thread);
    const sinceMs = before?.text === text ? before.sinceMs : performance.now();
    return [thread, { text, sinceMs, isRunnable: /\) R /.test(stat) }];
  }
}

const waitedMs = ({ text }: Reading): number => Number(text.split(' ')[1] ?? 0) / NS_PER_MS;

/** The kernel adds a wait when it ends. A thread that could run, and has not since it was seen first, waits all the while. */
const pendingMs = ({ isRunnable, sinceMs }: Reading): number => (isRunnable ? performance.now() - sinceMs : 0);
