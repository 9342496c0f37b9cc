import {
  EXECUTOR_SILENT_MS,
  type ExecutorBeat,
  type ExecutorOrder,
  type ExecutorVerdict,
  type KnownExecutor,
  type OrderedExecutor,
} from '@codecsmith/kernel';
import semver from 'semver';

/** A silent executor is shown for that long. */
const FORGET_MS = 3_600_000;

interface Heard {
  readonly beat: ExecutorBeat;
  readonly atMs: number;
}

/**
 * The executors that say that they are there, and what their operator wants of them. It lives in memory: after a restart
 * of the ledger every executor is heard again within seconds, and one that drains says so itself.
 */
export class ExecutorRegistry {
  private readonly heard = new Map<string, Heard>();
  /** By instance. */
  private readonly orders = new Map<string, ExecutorOrder>();

  constructor(
    private readonly version: string,
    private readonly clock: () => number = Date.now,
  ) {}

  /** Takes note of a beat and says what the executor is to do. */
  beat(beat: ExecutorBeat): ExecutorVerdict {
    this.heard.set(beat.instance, { beat, atMs: this.clock() });
    const obeyed = OBEYED.find((order) => beat.state === `${order}s`);
    if (obeyed !== undefined && !this.orders.has(beat.instance)) this.orders.set(beat.instance, obeyed);
    return this.verdictOn(beat);
  }

  /** Orders every executor of a name, or one instance; gives those that it found. */
  order({ name, order }: OrderedExecutor): KnownExecutor[] {
    const found = this.list().filter(({ silent, ...known }) => !silent && [known.name, known.instance].includes(name));
    for (const { instance } of found) this.orders.set(instance, order);
    return this.list().filter(({ instance }) => found.some((one) => one.instance === instance));
  }

  /** All that were heard within the last hour, by name. */
  list(): KnownExecutor[] {
    this.forget();
    return [...this.heard.values()]
      .map(({ beat, atMs }) => ({
        ...beat,
        lastBeatAt: new Date(atMs).toISOString(),
        silent: this.clock() - atMs > EXECUTOR_SILENT_MS,
        verdict: this.verdictOn(beat),
      }))
      .sort((a, b) => a.name.localeCompare(b.name) || a.instance.localeCompare(b.instance));
  }

  private verdictOn({ instance, version }: ExecutorBeat): ExecutorVerdict {
    const misfit = this.misfitOf(version);
    if (misfit !== null) return { order: 'misfit', reason: misfit };
    return { order: this.orders.get(instance) ?? 'work', reason: null };
  }

  /** Versions of one compatible series fit: the same major one, and while that is 0 the same minor one. */
  private misfitOf(version: string): string | null {
    const [major, minor] = this.version.split('.');
    const allowed = major === '0' ? `0.${minor}.x` : `${major}.x`;
    if (semver.satisfies(version, allowed)) return null;
    return `version: ${version} does not fit this lab, which is ${this.version}; allowed: ${allowed}`;
  }

  private forget(): void {
    for (const [instance, { atMs }] of this.heard) {
      if (this.clock() - atMs < FORGET_MS) continue;
      this.heard.delete(instance);
      this.orders.delete(instance);
    }
  }
}

/** Orders that an executor tells as its state (`drains`, `leaves`) while it follows them. */
const OBEYED = ['drain', 'leave'] as const satisfies ExecutorOrder[];
