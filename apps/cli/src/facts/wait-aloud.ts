import type { Fact, LabClient } from '@codecsmith/client';
import { CommandError, EXIT } from '../exit-code.ts';
import { printNote } from '../output/print.ts';
import { progressLine, waitForAll } from './wait.ts';

const MOST_COUNTED = 200;

/**
 * Waits until an experiment has ended and says what it waits for: every fact, and its place while it is queued.
 *
 * @throws CommandError (interrupted) on Ctrl-C: the experiment goes on, and the message says how to follow it
 */
export async function waitAloud(client: LabClient, id: string, after: number): Promise<void> {
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once('SIGINT', interrupt);
  const onFact = (fact: Fact): void => {
    printNote(progressLine(fact));
    if (fact.type === 'ExecutionQueued' && !waitsForOne(fact)) void sayPlace(client, id);
  };
  try {
    await waitForAll(client, [id], after, { signal: stop.signal, onFact });
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    const ways = `follow it: ./codecsmith history ${id}; stop it: ./codecsmith experiment cancel ${id}`;
    throw new CommandError(EXIT.interrupted, `${id} goes on; ${ways}`, { experimentId: id });
  } finally {
    process.removeListener('SIGINT', interrupt);
  }
}

/** Its own line says what it waits for: a second executor, whatever its place. */
const waitsForOne = ({ data }: Fact): boolean => (data as { readonly encoded?: unknown }).encoded !== undefined;

/** How many wait for an executor of the same lane before it. What cannot be read is left out: the wait goes on. */
async function sayPlace(client: LabClient, id: string): Promise<void> {
  const query = { phase: 'queued', order: 'asc', limit: MOST_COUNTED } as const;
  const queued = await client.experiments(query).catch(() => undefined);
  const place = queued?.items.findIndex(({ experimentId }) => experimentId === id) ?? -1;
  const own = queued?.items[place];
  if (queued === undefined || own === undefined) return;
  const before = queued.items.slice(0, place).filter(({ lane }) => lane === own.lane).length;
  printNote(`waits for an executor of the lane ${own.lane}; ${before === 0 ? 'none is' : `${before} are`} before it`);
}
