import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ArtifactDamaged, ArtifactMissing } from '@codecsmith/artifacts';
import type { ExperimentFactData } from '@codecsmith/experiment';
import type { GpuGrant } from '@codecsmith/jail';
import { cutText } from '@codecsmith/kernel';
import { definedOnly } from '../attempt/execute-attempt.ts';
import { fetchCandidate, fetchClips } from '../attempt/work.ts';
import type { Machine } from '../machine/machine.ts';
import type { ClipToRun, RunRequest } from '../run/candidate-run.ts';
import { framesFor, sha256OfFile } from '../run/frames.ts';
import { RunLog } from '../run/logs.ts';
import { Failure } from '../run/failure.ts';
import { Pass } from '../run/pass.ts';

/** What a completed experiment was to run, and what came of it, as the log has it. */
export interface RecordedWork {
  readonly queued: ExperimentFactData<'ExecutionQueued'>;
  readonly executed: Executed;
}

type Executed = ExperimentFactData<'CandidateExecuted'>;

type Again = ExperimentFactData<'CandidateReexecuted'>['runs'][number];
type Parts = Pick<Machine, 'store' | 'jail' | 'workFolder'> & { readonly gpu?: GpuGrant | undefined };

const MAX_PROBLEM = 1000;

/**
 * Does every run of a completed experiment again, in the jail: decodes the bitstream as it is stored, and encodes the
 * clip anew. A candidate that fails this time, or bytes that are damaged or gone, are results, told with the run;
 * anything else that goes wrong is the lab's own fault and is thrown.
 */
export async function reexecute(parts: Parts, work: RecordedWork, signal: AbortSignal): Promise<Again[]> {
  const { queued, executed } = work;
  const workFolder = await mkdtemp(join(parts.workFolder, 'verify-'));
  try {
    const request: RunRequest = {
      jail: parts.jail,
      candidate: await fetchCandidate(parts.store, queued),
      clips: await fetchClips(parts.store, queued),
      qualities: queued.qualities,
      seed: queued.seed,
      limits: definedOnly(queued.limits),
      ...{ workFolder, checkBehaviour: false, signal },
      ...(parts.gpu !== undefined && { gpu: parts.gpu }),
    };
    const runs: Again[] = [];
    for (const clip of request.clips) {
      const recorded = executed.runs.filter((run) => run.clip === clip.record.digest);
      runs.push(...(await clipAgain(parts, request, clip, recorded)));
    }
    return runs;
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
}

async function clipAgain(
  parts: Parts,
  request: RunRequest,
  clip: ClipToRun,
  recorded: Executed['runs'],
): Promise<Again[]> {
  const { candidate, workFolder, signal } = request;
  const frames = await framesFor(clip, candidate.color, workFolder, signal);
  const runs: Again[] = [];
  for (const run of recorded) {
    const pass = new Pass(request, clip, { frames, quality: run.quality, log: new RunLog(), report: () => undefined });
    runs.push(await runAgain(parts, pass, run, join(workFolder, 'reconstruction')));
  }
  if (frames !== clip.planes) await rm(frames);
  return runs;
}

async function runAgain(parts: Parts, pass: Pass, run: Executed['runs'][number], file: string): Promise<Again> {
  const problems: string[] = [];
  const digestOr = async (side: () => Promise<string>): Promise<string | null> =>
    side().catch((error: unknown) => {
      problems.push(cutText(problemOf(error), MAX_PROBLEM));
      return null;
    });
  const reconstruction = await digestOr(() => decodeStored(parts, pass, run, file));
  const bitstream = await digestOr(async () => sha256((await pass.encode()).bitstream));
  return { clip: run.clip, quality: run.quality, bitstream, reconstruction, problems };
}

/** Decodes the stored bytes; a reconstruction that was trimmed comes back, one that is there is kept for those who measure it. */
async function decodeStored(
  { store }: Parts,
  pass: Pass,
  { bitstream, reconstruction }: Executed['runs'][number],
  file: string,
): Promise<string> {
  await pass.decode(await store.get(bitstream.digest), file);
  const digest = await sha256OfFile(file);
  if (digest === reconstruction.digest) await store.putFile(file);
  return digest;
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** @throws the error itself when it is no finding about the experiment */
function problemOf(error: unknown): string {
  if (error instanceof ArtifactDamaged || error instanceof ArtifactMissing) return error.message;
  if (!(error instanceof Failure)) throw error;
  const { outcome, side, cause } = error.failed;
  if (outcome === 'lab_fault' || outcome === 'cancelled') throw error;
  return `${side} ${outcome}: ${cause.message}`;
}
