import type { ConsumerConfig } from '@nats-io/jetstream';
import type { FactLog } from './fact-log.ts';
import type { FactStream } from './fact-stream.ts';

/** A durable of the stream and how far it has come. */
export interface DurableMark {
  readonly name: string;
  /** Every message up to this sequence is acknowledged. */
  readonly acknowledged: number;
  readonly config: Partial<ConsumerConfig>;
}

/** Remembers how far every durable of the stream has come, so that one that vanished can be made again there. */
export class DurableMarks {
  private known = new Map<string, DurableMark>();

  static async load(log: FactLog): Promise<DurableMarks> {
    const marks = new DurableMarks();
    marks.known = new Map((await log.durableMarks()).map((mark) => [mark.name, mark]));
    return marks;
  }

  get(name: string): DurableMark | undefined {
    return this.known.get(name);
  }

  get all(): readonly DurableMark[] {
    return [...this.known.values()];
  }

  /** Keeps the places of the durables that there are. @returns the names of those that are gone */
  async look(log: FactLog, stream: FactStream): Promise<string[]> {
    const there = await stream.durables();
    const moved = there.filter(({ name, acknowledged }) => this.known.get(name)?.acknowledged !== acknowledged);
    await log.setDurableMarks(moved);
    for (const mark of moved) this.known.set(mark.name, mark);
    const names = new Set(there.map(({ name }) => name));
    return [...this.known.keys()].filter((name) => !names.has(name));
  }

  /** What was acknowledged behind a position was no fact of the log. */
  async limit(log: FactLog, position: number): Promise<void> {
    const beyond = this.all
      .filter(({ acknowledged }) => acknowledged > position)
      .map((mark) => ({ ...mark, acknowledged: position }));
    await log.setDurableMarks(beyond);
    for (const mark of beyond) this.known.set(mark.name, mark);
  }
}
