import type { Guest } from './guest.ts';
import type { MachineReport } from './machine.ts';
import { Supervisor } from './supervisor.ts';

/** Many may have to be ended, each in its time. */
const RECLAIM_LIMIT_MS = 120_000;

/** Ends what supervisors of this home left behind: guests, uids, control groups. */
export class Orphans {
  readonly #report: Pick<MachineReport, 'owner' | 'uids' | 'rooms'>;
  readonly #python: string;
  #work: Promise<void> = Promise.resolve();

  constructor({ owner, uids, rooms }: MachineReport, python: string) {
    this.#report = { owner, uids, rooms };
    this.#python = python;
  }

  async reclaim(): Promise<void> {
    const supervisor = new Supervisor(this.#python, 'reclaim');
    await supervisor.ask(this.#report, 'reclaimed', RECLAIM_LIMIT_MS).finally(() => supervisor.close());
  }

  /** Clears up behind a guest whose supervisor does not do so itself. */
  watch(guest: Guest): void {
    void guest.gone.then((end) => {
      if (end === 'uncleanly') this.#work = this.#work.then(() => this.reclaim()).catch(() => undefined); // the next start tries again
    });
  }

  /** Resolves when nothing is left to clear up. */
  settled(): Promise<void> {
    return this.#work;
  }
}
