import type { GuestKind } from './guest-plan.ts';
import { kindKey } from './guest-plan.ts';
import type { Guest } from './guest.ts';

/** Guests that wait for work, so that a run starts without waiting for an interpreter. Each is used once. */
export class GuestPool {
  readonly #start: (kind: GuestKind) => Promise<Guest>;
  readonly #size: number;
  readonly #waiting = new Map<string, Promise<Guest>[]>();
  #closed = false;

  /** @param size guests kept ready per kind; 0 starts each when it is needed */
  constructor(start: (kind: GuestKind) => Promise<Guest>, size: number) {
    this.#start = start;
    this.#size = size;
  }

  /** A guest of this kind, ready or getting ready. Those that died while they waited are not handed out. */
  async take(kind: GuestKind): Promise<Guest> {
    const waiting = this.#waiting.get(kindKey(kind))?.shift();
    if (waiting !== undefined) {
      const guest = await waiting.catch(() => undefined);
      if (guest !== undefined && (await guest.ready.then(() => true).catch(() => false))) return guest;
    }
    return this.#start(kind);
  }

  /** Starts as many guests as are missing. Called when a run is over, so as not to disturb what it measures. */
  refill(kind: GuestKind): void {
    const waiting = this.#waiting.get(kindKey(kind)) ?? [];
    this.#waiting.set(kindKey(kind), waiting);
    while (!this.#closed && waiting.length < this.#size) {
      const guest = this.#start(kind);
      waiting.push(guest);
      // A failure to start is told to whoever takes it.
      void guest
        .then(({ gone }) => gone)
        .then(
          () => this.#forget(waiting, guest),
          () => undefined,
        );
    }
  }

  #forget(waiting: Promise<Guest>[], guest: Promise<Guest>): void {
    const index = waiting.indexOf(guest);
    if (index >= 0) void waiting.splice(index, 1);
  }

  /** Waits until the guests kept for this kind are ready; resolves to the versions inside. */
  async warm(kind: GuestKind): Promise<Readonly<Record<string, string>>> {
    this.refill(kind);
    const guests = await Promise.all(this.#waiting.get(kindKey(kind)) ?? []);
    const [versions = {}] = await Promise.all(guests.map((guest) => guest.ready));
    return versions;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const all = [...this.#waiting.values()].flat();
    this.#waiting.clear();
    await Promise.all(all.map((guest) => guest.then((started) => started.close()).catch(() => undefined)));
  }
}
