import { isSameMessage } from './fact-message.ts';
import type { FactLog } from './fact-log.ts';
import type { FactStream, StreamEnd } from './fact-stream.ts';

/** What is wrong with the stream, if anything: it must hold the log from position 1 on, at least up to the mark, and nothing else. */
export async function faultOf(
  log: FactLog,
  stream: FactStream,
  end: StreamEnd | undefined,
): Promise<string | undefined> {
  const mark = await log.mark();
  if (end === undefined) return mark.position > 0 ? `the stream is gone; ${mark.position} facts were in it` : undefined;
  if (!end.whole) return 'messages are missing within the stream';
  if (end.sequence < mark.position) return `the stream ends at ${end.sequence}; ${mark.position} had been confirmed`;
  // Read after the end of the stream: a fact is in the log before the bus has it.
  const last = await log.lastPosition();
  if (end.sequence > last) return `the stream goes on to ${end.sequence}; the log ends at ${last}`;
  if (mark.position > 0 && !(await isLogged(log, stream, mark.position))) {
    return `the stream holds another fact at the confirmed position ${mark.position}`;
  }
  if (end.sequence > 0 && !(await isLogged(log, stream, end.sequence))) {
    return `the stream ends with a fact at ${end.sequence} that is not the log's`;
  }
  const ahead = await stream.durableAhead(end.sequence);
  return ahead === undefined ? undefined : `the durable ${ahead} is ahead of the stream, which ends at ${end.sequence}`;
}

async function isLogged(log: FactLog, stream: FactStream, position: number): Promise<boolean> {
  const [fact] = await log.from(position, 1);
  const message = await stream.messageAt(position);
  return fact !== undefined && message !== undefined && isSameMessage(fact, message);
}

const WINDOW = 500;

/** Reads the whole stream once, a window at a time, and compares every message with the log. */
export class StreamSweep {
  private next = 1;

  constructor(
    private readonly log: FactLog,
    private readonly stream: FactStream,
  ) {}

  /** Compares the next messages up to a position. @returns the fault, if there is one */
  async step(upTo: number): Promise<string | undefined> {
    if (this.next > upTo) return undefined;
    const messages = await this.stream.window(this.next, Math.min(WINDOW, upTo - this.next + 1));
    const facts = await this.log.from(this.next, messages.length);
    for (const [index, message] of messages.entries()) {
      const fact = facts[index];
      if (fact !== undefined && message.sequence === fact.position && isSameMessage(fact, message)) continue;
      return `the stream holds another fact at position ${this.next + index}`;
    }
    this.next += messages.length;
    return undefined;
  }
}
