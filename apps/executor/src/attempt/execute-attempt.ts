import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReactorCommand } from '@codecsmith/bus';
import { LabFault } from '../machine/fitness.ts';
import type { Machine } from '../machine/machine.ts';
import type { CandidateRun, RunRequest } from '../run/candidate-run.ts';
import { decodeCandidate, encodeCandidate, runCandidate, type EncodedHalf } from '../run/run-candidate.ts';
import { fetchForeignHalf, withLogOf, type EncodedFacts } from './foreign-half.ts';
import { handBack, reportOf, type AttemptKey } from './report.ts';
import { describedClips, fetchCandidate, fetchClips, type Queued } from './work.ts';

type Parts = Pick<Machine, 'store' | 'jail' | 'workFolder' | 'fitness' | 'gpus'>;

/**
 * Runs one attempt, or the half of it that was queued, from the queued fact to the command that records its end;
 * undefined when it was stopped from outside and there is no command to send. A fault of the lab is waited out; one that
 * stays hands the attempt back.
 */
export async function executeAttempt(
  parts: Parts,
  queued: Queued,
  key: AttemptKey,
  signal: AbortSignal,
): Promise<ReactorCommand | undefined> {
  let workFolder: string | undefined;
  try {
    const run = await parts.fitness.patiently(async () => {
      if (workFolder !== undefined) await rm(workFolder, { recursive: true, force: true });
      workFolder = await mkdtemp(join(parts.workFolder, 'attempt-'));
      return runInLane(parts, queued, workFolder, signal);
    }, signal);
    return await parts.fitness.patiently(() => reportOf(parts.store, key, run), signal);
  } catch (error) {
    if (signal.aborted) return undefined;
    return handBack(key, 'lab_fault', error instanceof Error ? error.message : String(error));
  } finally {
    if (workFolder !== undefined) await rm(workFolder, { recursive: true, force: true });
  }
}

/** An attempt of the lane gpu has a card for itself, from its first encode to its last decode. */
function runInLane(
  parts: Parts,
  queued: Queued,
  workFolder: string,
  signal: AbortSignal,
): Promise<CandidateRun | EncodedHalf> {
  if (queued.lane !== 'gpu') return runOnce(parts, queued, { workFolder, signal });
  return parts.gpus.withOne(signal, (gpu) => runOnce(parts, queued, { workFolder, signal, gpu }));
}

/** @throws LabFault when no jail could be had or it was broken from outside, and whatever the store and the disk throw */
async function runOnce(
  parts: Parts,
  queued: Queued,
  where: Pick<RunRequest, 'workFolder' | 'signal' | 'gpu'>,
): Promise<CandidateRun | EncodedHalf> {
  const request: Omit<RunRequest, 'clips'> = {
    jail: parts.jail,
    candidate: await fetchCandidate(parts.store, queued),
    qualities: queued.qualities,
    seed: queued.seed,
    limits: definedOnly(queued.limits),
    checkBehaviour: true,
    ...where,
  };
  const run = await runHalf(parts, queued, request);
  if (run.outcome === 'lab_fault') throw new LabFault(run.cause.message);
  return run;
}

/** Both sides, or the half of a split execution that this executor was given. */
async function runHalf(
  { store }: Parts,
  queued: Queued,
  request: Omit<RunRequest, 'clips'>,
): Promise<CandidateRun | EncodedHalf> {
  if (queued.encoded !== undefined) return decodeHalf(store, queued, queued.encoded, request);
  const clips = await fetchClips(store, queued);
  return (queued.half === 'encode' ? encodeCandidate : runCandidate)({ ...request, clips });
}

/** The planes of the clips are not even fetched. */
async function decodeHalf(
  store: Parts['store'],
  queued: Queued,
  encoded: EncodedFacts,
  request: Omit<RunRequest, 'clips'>,
): Promise<CandidateRun> {
  const foreign = await fetchForeignHalf(store, encoded);
  const run = await decodeCandidate({ ...request, clips: describedClips(queued) }, foreign);
  return { ...run, log: await withLogOf(store, encoded, run.log) };
}

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

export const definedOnly = <T extends object>(values: T): Defined<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
