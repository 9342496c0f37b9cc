import { once } from 'node:events';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { endProcesses, isAlive } from '@codecsmith/platform';
import { z } from 'zod';

const mark = { pid: z.int().positive(), startTicks: z.int().nonnegative() };
const port = z.int().positive();

/** `LAB_HOME/lab.json`: a running lab, for the command line and for the start after a crash. */
const labFileSchema = z.object({
  /** The supervisor itself. */
  ...mark,
  startedAt: z.iso.datetime(),
  ports: z.object({ api: port, nats: port.optional(), postgres: port.optional() }),
  apiUrl: z.url(),
  natsUrl: z.url(),
  processes: z.record(
    z.string(),
    z.object({
      ...mark,
      /** Where it says whether it is ready; the servers say so elsewhere. */
      healthPort: port.optional(),
      /** How many processes of this part ended before this one without being asked to. */
      ended: z.int().nonnegative().optional(),
      /** How the last of them did: a signal's name or `exit` with a code. */
      lastExit: z.string().optional(),
    }),
  ),
});
export type LabDescription = z.output<typeof labFileSchema>;

/** A lab of this home runs already. */
export class AlreadyRunning extends Error {}

/** What an earlier lab wrote, or undefined when there is nothing readable. */
export async function readLabFile(path: string): Promise<LabDescription | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    return labFileSchema.parse(JSON.parse(text));
  } catch {
    // Written by another version: the servers' leftovers are still found by their folders.
    return undefined;
  }
}

/** Replaces the file in one step, so that a reader never sees half of it. */
export async function writeLabFile(path: string, description: LabDescription): Promise<void> {
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(description, undefined, 2)}\n`, { mode: 0o600, flush: true });
  await rename(draft, path);
}

/** Services that are on their way out have lost their parent's pipe: they get the time that they are given to close. */
const LEFTOVER_GRACE_MS = 12_000;

/**
 * Ends what a dead lab left behind, by pid and start time.
 *
 * @returns how many were still there
 * @throws AlreadyRunning when that lab is not dead
 */
export async function clearLeftovers(left: LabDescription | undefined): Promise<number> {
  if (!left) return 0;
  if (await isAlive(left)) throw new AlreadyRunning(`a lab runs already, pid ${left.pid}, at ${left.apiUrl}`);
  return (await endProcesses(Object.values(left.processes), 'SIGTERM', LEFTOVER_GRACE_MS)).length;
}

/**
 * Makes this process the only supervisor of a home, also when two start at the same moment. The lock is an abstract
 * socket (unix(7)): the kernel gives it back when its holder dies, whatever way.
 */
export async function takeLock(home: string): Promise<() => Promise<void>> {
  const lock = createServer();
  lock.listen(`\0codecsmith-lab:${home}`);
  await once(lock, 'listening').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE') throw new AlreadyRunning(`a lab runs already in ${home}`);
    throw error;
  });
  lock.unref();
  return async () => {
    lock.close();
    await once(lock, 'close');
  };
}
