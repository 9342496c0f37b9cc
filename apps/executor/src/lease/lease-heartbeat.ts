import type { LedgerClient } from '@codecsmith/bus';
import { type IssuedLease, type LeaseBeat, pause } from '@codecsmith/kernel';

/** Why a running attempt must end: the lab said so. */
class AttemptStopped extends Error {
  override readonly name = 'AttemptStopped';
}

/**
 * Tells the ledger that an attempt lives, and hears from it when the attempt must end. Silence stops nothing: only the
 * ledger knows whether the lease is gone, and says so when it is back.
 */
export class LeaseHeartbeat {
  private readonly abort = new AbortController();
  private readonly beating: Promise<void>;
  private readonly done = new AbortController();

  constructor(
    private readonly ledger: LedgerClient,
    private readonly beat: LeaseBeat,
    lease: IssuedLease,
  ) {
    this.beating = this.keep(lease.beatMs);
  }

  /** Aborted with {@link AttemptStopped} when the ledger wants the attempt to end. */
  get signal(): AbortSignal {
    return this.abort.signal;
  }

  async stop(): Promise<void> {
    this.done.abort();
    await this.beating;
  }

  private async keep(beatMs: number): Promise<void> {
    while (!this.done.signal.aborted) {
      await this.once(beatMs).catch(() => undefined);
      if (this.abort.signal.aborted) return;
      await pause(beatMs, this.done.signal);
    }
  }

  private async once(timeoutMs: number): Promise<void> {
    const verdict = await this.ledger.beat(this.beat, { timeoutMs, signal: this.done.signal });
    if (verdict?.verdict === 'stop') this.abort.abort(new AttemptStopped(verdict.reason));
  }
}
