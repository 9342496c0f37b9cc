/** A way from a writer to a reader: by the ledger and its relay, or by JetStream alone. */
export interface Channel {
  /** Writes one message; resolves once it is safe. */
  write(): Promise<void>;
  /** How many messages the reader has handled since the channel was opened. */
  readonly handled: number;
  /** Resolves once the reader has handled so many. */
  until(handled: number): Promise<void>;
  close(): Promise<void>;
}

/** Counts what a reader handles, for those who wait for it. */
export class Handled {
  count = 0;
  private readonly waiting = new Map<number, () => void>();

  add(): void {
    this.count += 1;
    this.waiting.get(this.count)?.();
    this.waiting.delete(this.count);
  }

  /** For one waiter a count. */
  until(count: number): Promise<void> {
    if (this.count >= count) return Promise.resolve();
    return new Promise((resolve) => this.waiting.set(count, resolve));
  }
}
