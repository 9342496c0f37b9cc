import { createParser } from 'eventsource-parser';
import { hear, NOTHING_HEARD, type Heard } from './heard.ts';

/** What came of a response's body. */
export interface Body {
  readonly heard: Heard;
  /** Why the body cannot be read as an answer; null where it can. */
  readonly problem: string | null;
}

/** Text of a body that is kept to be told, and the most that a body that is no stream may have. */
const TOLD_CHARACTERS = 300;
const MOST_CHARACTERS = 16 * 2 ** 20;

/**
 * Reads a body as it comes: server-sent events, one JSON document, or a JSON document a line; servers send either in
 * spite of what was asked for and of what they call it.
 */
export class BodyReader {
  heard: Heard = NOTHING_HEARD;
  #raw = '';
  #events = 0;
  #problem: string | null = null;
  readonly #parser = createParser({ onEvent: ({ data }) => this.#event(data) });

  /** Takes a piece of the body, and tells whether it held anything of an answer. */
  take(text: string): boolean {
    const before = this.heard.pieces;
    if (this.#events === 0) this.#raw = (this.#raw + text).slice(0, MOST_CHARACTERS);
    this.#parser.feed(text);
    return this.heard.pieces > before;
  }

  end(): Body {
    this.#parser.feed('\n\n');
    if (this.#events === 0) this.#problem = this.#readDocuments();
    return { heard: this.heard, problem: this.#problem };
  }

  #event(data: string): void {
    this.#events += 1;
    const whole = json(data);
    for (const value of whole === undefined ? data.split('\n') : [data]) this.#line(value.trim());
  }

  /** Servers keep a connection alive in many ways; only what begins like JSON can be a part of the answer. */
  #line(line: string): void {
    if (line === '[DONE]') this.heard = { ...this.heard, done: true };
    if (!/^[{[]/u.test(line) || line === '[DONE]') return;
    const value = json(line);
    if (value === undefined) this.#problem ??= `an event of the stream is no JSON: ${shown(line)}`;
    else this.heard = hear(this.heard, value);
  }

  #readDocuments(): string | null {
    const text = this.#raw.trim();
    if (text === '') return null;
    const whole = json(text);
    const values = whole === undefined ? text.split('\n').map(json) : [whole];
    if (values.includes(undefined)) return `the body is neither a stream of events nor JSON: ${wordsIn(text)}`;
    this.heard = { ...values.reduce<Heard>(hear, this.heard), done: true };
    return null;
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const shown = (text: string): string => text.slice(0, TOLD_CHARACTERS);

/** Words of a page, without its tags. */
export const wordsIn = (text: string): string =>
  shown(
    text
      .replaceAll(/<(script|style)\b[\s\S]*?<\/\1>/giu, ' ')
      .replaceAll(/<[^>]*>/gu, ' ')
      .replaceAll(/\s+/gu, ' ')
      .trim(),
  );
