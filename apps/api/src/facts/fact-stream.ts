import { once } from 'node:events';
import type { Request, Response } from 'express';
import type { FactBell } from './fact-bell.ts';
import type { Fact } from '@codecsmith/kernel';
import { publicFact, type FactLog } from './fact-log.ts';

/** Facts read from the log at once; a slow reader holds no more than this in memory. */
const PAGE = 500;
/** A reader may take a connection that is silent for three of these as broken. */
const BEAT_MS = 10_000;
/** Looks without having been rung, in case a ring was lost. */
const LOOK_MS = 1_000;

export const EVENT_STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
};

/** One open `text/event-stream`: reads the log in order and waits at its end. */
export class FactStream {
  constructor(
    private readonly log: FactLog,
    private readonly bell: FactBell,
    private readonly response: Response,
  ) {}

  /** Resolves when the reader has gone or the api shuts down. */
  async run(after: number, aggregateId: string | undefined, request: Request): Promise<void> {
    const gone = new AbortController();
    request.once('close', () => gone.abort());
    this.response.writeHead(200, EVENT_STREAM_HEADERS);
    await this.#write(standing(after), gone.signal);
    let position = after;
    let beatAt = Date.now() + BEAT_MS;
    while (!gone.signal.aborted && !this.bell.stopped) {
      const facts = await this.log.after(position, PAGE, aggregateId);
      for (const fact of facts) await this.#write(eventOf(fact), gone.signal);
      position = facts.at(-1)?.position ?? position;
      if (facts.length > 0) continue;
      if (Date.now() >= beatAt) {
        await this.#write(': beat\n\n', gone.signal);
        beatAt = Date.now() + BEAT_MS;
      }
      await this.bell.next(LOOK_MS, gone.signal);
    }
    this.response.end();
  }

  /** Waits while the reader's connection is full. */
  async #write(text: string, signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.response.write(text)) return;
    await once(this.response, 'drain', { signal }).catch(() => undefined);
  }
}

/** Tells the reader at once from where to resume, even if the connection breaks before the first fact. */
const standing = (position: number): string => `id: ${position}\n\n`;
const eventOf = (fact: Fact): string => `id: ${fact.position}\ndata: ${JSON.stringify(publicFact(fact))}\n\n`;
