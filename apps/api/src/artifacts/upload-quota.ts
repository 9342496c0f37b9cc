import { Problem } from '../problems/problem.ts';

const DAY_MS = 24 * 3_600_000;
/** Many clips, far less than a disk. */
export const DEFAULT_UPLOAD_BYTES = 64 * 2 ** 30;

interface Day {
  readonly sinceMs: number;
  bytes: number;
}

/** How many bytes one token may upload within 24 hours of its first upload; whatever came over the wire counts. */
export class UploadQuota {
  readonly #days = new Map<string, Day>();

  constructor(
    private readonly most: number,
    private readonly nowMs: () => number = Date.now,
  ) {}

  /**
   * The bytes of an upload as they come, counted.
   *
   * @param announced length that the sender gives, if it does: what is too much is refused before a byte is read
   * @throws Problem when the token has used up its bytes
   */
  async *counted(
    token: string,
    announced: number | undefined,
    bytes: AsyncIterable<Uint8Array>,
  ): AsyncGenerator<Uint8Array> {
    this.#refuseBeyond(token, announced ?? 0);
    for await (const chunk of bytes) {
      this.#refuseBeyond(token, chunk.length);
      this.#dayOf(token).bytes += chunk.length;
      yield chunk;
    }
  }

  #refuseBeyond(token: string, more: number): void {
    const day = this.#dayOf(token);
    if (day.bytes + more <= this.most) return;
    const retryAfterS = Math.ceil((day.sinceMs + DAY_MS - this.nowMs()) / 1_000);
    throw Problem.overQuota(token, { used: day.bytes, more, most: this.most }, retryAfterS);
  }

  #dayOf(token: string): Day {
    const day = this.#days.get(token);
    if (day !== undefined && this.nowMs() - day.sinceMs < DAY_MS) return day;
    const fresh = { sinceMs: this.nowMs(), bytes: 0 };
    this.#days.set(token, fresh);
    return fresh;
  }
}
