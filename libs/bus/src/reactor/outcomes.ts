/** Thrown by a handler: the message is fine, its time has not come. It is delivered again after the delay. */
export class RetryLater extends Error {
  override readonly name = 'RetryLater';
  readonly delayMs: number;

  constructor(delayMs: number, reason = 'later') {
    super(reason);
    this.delayMs = delayMs;
  }
}

/** Thrown by a handler: no repeat can make this message right. It goes to QUARANTINE at once. */
export class Quarantine extends Error {
  override readonly name = 'Quarantine';
}
