/** A file that is no stream of this format, is cut off or damaged; `offset` is the byte where reading stopped. */
export class StreamError extends Error {
  override readonly name = 'StreamError';

  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(`stream, offset ${offset}: ${message}`);
  }
}
