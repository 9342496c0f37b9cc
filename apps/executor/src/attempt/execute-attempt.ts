import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReactorCommand } from '@codecsmith/bus';
import type { ExecutorParts } from '../parts.ts';
import { runCandidate } from '../run/run-candidate.ts';
import { labFault, reportOf, type AttemptKey } from './report.ts';
import { fetchCandidate, fetchClips, type Queued } from './work.ts';

/**
 * Runs one attempt from the queued fact to the command that tells its end; undefined when it was stopped from outside
 * and nothing is to be told. Whatever the lab itself gets wrong hands the attempt back.
 */
export async function executeAttempt(
  parts: Pick<ExecutorParts, 'store' | 'jail' | 'workFolder'>,
  queued: Queued,
  key: AttemptKey,
  signal: AbortSignal,
): Promise<ReactorCommand | undefined> {
  const workFolder = await mkdtemp(join(parts.workFolder, 'attempt-'));
  try {
    const run = await runCandidate({
      jail: parts.jail,
      candidate: await fetchCandidate(parts.store, queued),
      clips: await fetchClips(parts.store, queued),
      qualities: queued.qualities,
      seed: queued.seed,
      limits: definedOnly(queued.limits),
      workFolder,
      checkBehaviour: true,
      signal,
    });
    return await reportOf(parts.store, key, run);
  } catch (error) {
    return signal.aborted ? undefined : labFault(key, error instanceof Error ? error.message : String(error));
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
}

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

export const definedOnly = <T extends object>(values: T): Defined<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
