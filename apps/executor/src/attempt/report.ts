import type { ArtifactStore } from '@codecsmith/artifacts';
import type { ReactorCommand } from '@codecsmith/bus';
import { causeOf, type ExperimentCommandInput } from '@codecsmith/experiment';
import { cutText } from '@codecsmith/kernel';
import type { CandidateRun, CompletedRun, FailedRun, FinishedRun, SideCost } from '../run/candidate-run.ts';
import type { EncodedHalf } from '../run/run-candidate.ts';
import { ADVICE, type OwnFailure } from './advice.ts';

/** What every record of an attempt carries. */
export interface AttemptKey {
  readonly attempt: number;
  readonly token: string;
  /** Digest of the code that ran. */
  readonly code: string;
}

type Executed = ExperimentCommandInput<'record-executed'>;
type Encoded = ExperimentCommandInput<'record-encoded'>;
type Failed = ExperimentCommandInput<'record-execution-failed'>;

/** Stores what a run left and says how it ended; undefined when there is nothing to say (it was cancelled). */
export async function reportOf(
  store: ArtifactStore,
  key: AttemptKey,
  run: CandidateRun | EncodedHalf,
): Promise<ReactorCommand | undefined> {
  if (run.outcome === 'encoded') return { verb: 'record-encoded', data: await encoded(store, key, run) };
  if (run.outcome === 'completed') return { verb: 'record-executed', data: await executed(store, key, run) };
  if (run.outcome === 'cancelled') return undefined;
  if (run.outcome === 'lab_fault') throw new Error('a fault of the lab is no result');
  return { verb: 'record-execution-failed', data: await failed(store, key, run, run.outcome) };
}

const MAX_REASON = 1000;

/** The lab, not the candidate, ends the attempt: the next one begins at once. */
export const handBack = (
  { attempt, token }: AttemptKey,
  because: 'lab_fault' | 'shutdown',
  text: string,
): ReactorCommand => {
  const reason = cutText(text, MAX_REASON);
  const data: ExperimentCommandInput<'report-lab-fault'> = { attempt, token, reason, because };
  return { verb: 'report-lab-fault', data };
};

async function executed(store: ArtifactStore, key: AttemptKey, run: CompletedRun): Promise<Executed> {
  const runs: Executed['runs'] = [];
  for (const finished of run.runs) runs.push(await storeRun(store, finished));
  const { deterministic, codingMode } = run;
  return { ...key, runs, deterministic, codingMode, jail: jailOf(run), log: await storeLog(store, run) };
}

async function encoded(store: ArtifactStore, key: AttemptKey, half: EncodedHalf): Promise<Encoded> {
  const runs: Encoded['runs'] = [];
  for (const { clip, quality, bitstream, encode } of half.runs)
    runs.push({ clip, quality, bitstream: await store.put(bitstream), encode: costOf(encode) });
  return { ...key, runs, deterministic: half.deterministic, jail: jailOf(half), log: await storeLog(store, half) };
}

async function storeRun(store: ArtifactStore, run: FinishedRun): Promise<Executed['runs'][number]> {
  return {
    clip: run.clip,
    quality: run.quality,
    bitstream: await store.put(run.bitstream),
    reconstruction: await store.putFile(run.reconstruction),
    encode: costOf(run.encode),
    decode: costOf(run.decode),
  };
}

async function failed(store: ArtifactStore, key: AttemptKey, run: FailedRun, kind: OwnFailure): Promise<Failed> {
  const { cause, side, clip, quality, finding = kind } = run;
  const place = { side, clip, quality, frame: cause.frame ?? null, line: cause.line ?? null };
  return {
    ...key,
    kind,
    cause: causeOf(finding, cause.message, { ...place, advice: ADVICE[finding] }),
    jail: jailOf(run),
    limit: cause.limit ?? null,
    log: await storeLog(store, run),
    lastLines: run.lastLines,
  };
}

const costOf = ({ wallMs, cpuMs, peakBytes }: SideCost) => ({
  wallMs,
  cpuMs,
  peakBytes: peakBytes === null ? null : Math.round(peakBytes),
});

const jailOf = ({ tier, files }: Pick<CandidateRun, 'tier' | 'files'>) => ({ tier, unsafe: tier === 'unsafe', files });

const storeLog = async (store: ArtifactStore, { log }: Pick<CandidateRun, 'log'>): Promise<string | null> =>
  log === '' ? null : (await store.put(Buffer.from(log, 'utf8'))).digest;
