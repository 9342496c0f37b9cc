import { once } from 'node:events';
import type { FactListener } from '@codecsmith/ledger';
import type { Request, Response } from 'express';
import type { FactLog } from './fact-log.ts';
import { eventOf, FactPages, PAGE_FACTS } from './fact-pages.ts';
import { Turns } from './turns.ts';

/** A reader may take a connection that is silent for three of these as broken. */
const BEAT_MS = 10_000;
/** Looks at the log when nothing was heard, in case a notice was lost. */
const LOOK_MS = 1_000;

export const EVENT_STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
};

/** What all followers share. */
export class SharedLog {
  readonly pages: FactPages;
  readonly turns = new Turns();

  constructor(
    readonly log: FactLog,
    readonly listener: FactListener,
  ) {
    this.pages = new FactPages(log);
  }
}

/** One open `text/event-stream`: reads the log in order and waits at its end. Nest's own streams do not wait for slow readers. */
export class FactStream {
  readonly #gone = new AbortController();

  constructor(
    private readonly shared: SharedLog,
    private readonly response: Response,
  ) {}

  /** Resolves when the reader has gone or the api shuts down. */
  async run(after: number, aggregateId: string | undefined, request: Request): Promise<void> {
    request.once('close', () => this.#gone.abort());
    this.response.writeHead(200, EVENT_STREAM_HEADERS);
    await this.#write(opening(after));
    const from = aggregateId === undefined ? after : await this.#catchUp(after, aggregateId);
    await this.#follow(from, aggregateId);
    this.response.end();
  }

  /** Sends what one aggregate has so far, read by itself: the log of all others need not be looked through. */
  async #catchUp(after: number, aggregateId: string): Promise<number> {
    const last = await this.shared.log.headPosition();
    for (let position = after; !this.#ended;) {
      const facts = await this.shared.log.texts({ after: position, last, limit: PAGE_FACTS, aggregateId });
      await this.#write(facts.map(eventOf).join(''));
      if (facts.length < PAGE_FACTS) break;
      position = facts.at(-1)?.position ?? last;
    }
    return Math.max(after, last);
  }

  async #follow(after: number, aggregateId: string | undefined): Promise<void> {
    const { pages, listener, turns } = this.shared;
    let position = after;
    let beatAt = Date.now() + BEAT_MS;
    while (!this.#ended) {
      const heard = listener.heard;
      const page = await pages.behind(position, heard);
      if (page.last > position) {
        await turns.next();
        await this.#write(page.behind(position, aggregateId));
        position = page.last;
        continue;
      }
      if (Date.now() >= beatAt) {
        await this.#write(': beat\n\n');
        beatAt = Date.now() + BEAT_MS;
      }
      await listener.beyond(heard, LOOK_MS, this.#gone.signal);
    }
  }

  get #ended(): boolean {
    return this.#gone.signal.aborted || this.shared.listener.stopped;
  }

  /** Waits while the reader's connection is full. */
  async #write(events: string | Buffer): Promise<void> {
    const { signal } = this.#gone;
    if (events.length === 0 || signal.aborted || this.response.write(events)) return;
    await once(this.response, 'drain', { signal }).catch(() => undefined);
  }
}

/** Names the position to resume from at once, even if the connection breaks before the first fact. */
const opening = (position: number): string => `id: ${position}\n\n`;
