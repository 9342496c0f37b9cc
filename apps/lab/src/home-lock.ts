import { once } from 'node:events';
import { createServer } from 'node:net';
import { endProcesses, isAlive, type LabDescription } from '@codecsmith/platform';

/** A lab of this home runs already. */
export class AlreadyRunning extends Error {}

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
