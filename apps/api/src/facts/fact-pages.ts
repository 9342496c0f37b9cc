import type { FactText } from '@codecsmith/ledger';
import type { FactLog } from './fact-log.ts';

/** Facts of a page: small enough that writing one does not hold up other requests. */
export const PAGE_FACTS = 128;
/** Complete pages never change; so many bytes of them are kept for other followers. */
const KEPT_BYTES = 32 * 2 ** 20;

/** A stretch of the log as server-sent events. Its bytes are shared by all who follow. */
export class FactPage {
  readonly bytes: Buffer;
  readonly #facts: { readonly position: number; readonly aggregateId: string; readonly end: number }[] = [];

  constructor(facts: readonly FactText[]) {
    const events: Buffer[] = [];
    let end = 0;
    for (const fact of facts) {
      const event = Buffer.from(eventOf(fact));
      events.push(event);
      end += event.length;
      this.#facts.push({ position: fact.position, aggregateId: fact.aggregateId, end });
    }
    this.bytes = Buffer.concat(events);
  }

  get isComplete(): boolean {
    return this.#facts.length === PAGE_FACTS;
  }

  /** Position of its last fact; 0 when it has none. */
  get last(): number {
    return this.#facts.at(-1)?.position ?? 0;
  }

  /** The events behind a position: of all facts, or of one aggregate. Bytes are not copied, but for one aggregate's. */
  behind(after: number, aggregateId?: string): Buffer {
    const first = this.#facts.findIndex(({ position }) => position > after);
    if (first < 0) return Buffer.alloc(0);
    if (aggregateId === undefined) return this.bytes.subarray(this.#startOf(first));
    const own = this.#facts.flatMap((fact, index) =>
      index >= first && fact.aggregateId === aggregateId ? [this.bytes.subarray(this.#startOf(index), fact.end)] : [],
    );
    return Buffer.concat(own);
  }

  #startOf(index: number): number {
    return this.#facts[index - 1]?.end ?? 0;
  }
}

/** The stored text with the hash as an extension attribute, as the bus carries it: nothing is parsed again. */
export const eventOf = ({ position, event, hash }: FactText): string =>
  `id: ${position}\ndata: ${event.slice(0, -1)},"hash":"${hash}"}\n\n`;

/** The log in pages, each read once for all who follow it at the time. */
export class FactPages {
  readonly #kept = new Map<number, FactPage>();
  readonly #loading = new Map<string, Promise<FactPage>>();
  #keptBytes = 0;

  constructor(private readonly log: Pick<FactLog, 'texts'>) {}

  /**
   * The page that holds the position behind `after`.
   *
   * @param heard how many commits were heard of: followers that know of the same ones share one look at the end of the log
   */
  async behind(after: number, heard: number): Promise<FactPage> {
    const number = Math.floor(after / PAGE_FACTS);
    const kept = this.#kept.get(number);
    if (kept !== undefined) {
      this.#kept.delete(number);
      this.#kept.set(number, kept);
      return kept;
    }
    const key = `${number} ${heard}`;
    const loading = this.#loading.get(key) ?? this.#load(number).finally(() => this.#loading.delete(key));
    this.#loading.set(key, loading);
    return loading;
  }

  async #load(number: number): Promise<FactPage> {
    const after = number * PAGE_FACTS;
    const page = new FactPage(await this.log.texts({ after, last: after + PAGE_FACTS, limit: PAGE_FACTS }));
    if (page.isComplete) this.#keep(number, page);
    return page;
  }

  #keep(number: number, page: FactPage): void {
    if (this.#kept.has(number)) return;
    this.#kept.set(number, page);
    this.#keptBytes += page.bytes.length;
    for (const [oldest, { bytes }] of this.#kept) {
      if (this.#keptBytes <= KEPT_BYTES || oldest === number) return;
      this.#kept.delete(oldest);
      this.#keptBytes -= bytes.length;
    }
  }
}
