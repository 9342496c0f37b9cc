/** Thrown by a handler: the message is fine, its time has not come. It is delivered again after the delay. */
export class RetryLater extends Error {
  override readonly name: string = 'RetryLater';
  readonly delayMs: number;

  constructor(delayMs: number, reason = 'later') {
    super(reason);
    this.delayMs = delayMs;
  }
}

/**
 * Thrown by a handler that could not even try, since what it needs is away. However often that happens, the message is
 * not given up for it: delivery limits count tries.
 */
export class NotTried extends RetryLater {
  override readonly name = 'NotTried';
}

/** Thrown by a handler: no repeat can make this message right. It goes to QUARANTINE at once. */
export class Quarantine extends Error {
  override readonly name = 'Quarantine';
}
