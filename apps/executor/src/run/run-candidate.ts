import { randomInt } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CandidateRun, CompletedRun, FailedRun, FinishedRun, RunRequest } from './candidate-run.ts';
import { CodingModeTrial, untried } from './coding-mode.ts';
import { decodeSide } from './decode-side.ts';
import { encodeSide, progressOf, type EncodedRun, type SideReport } from './encode-side.ts';
import { Failure } from './failure.ts';
import { framesFor } from './frames.ts';
import { RunLog } from './logs.ts';
import { Pass } from './pass.ts';

/** Before the first run. */
const NO_REPORT: SideReport = { environment: {}, files: 'shared' };

/** The trial of packets, where there is one. */
const trialOf = ({ checkBehaviour, candidate, clips, qualities }: RunRequest): CodingModeTrial | null =>
  checkBehaviour && candidate.api === 'frame' ? new CodingModeTrial(randomInt(clips.length * qualities.length)) : null;

const fileOf = ({ workFolder }: RunRequest, clip: string, quality: number): string =>
  join(workFolder, `${clip}.${quality}.reconstruction`);

/** A pass to encode, and where it is among those of a request. */
interface Encoding {
  readonly pass: Pass;
  readonly clip: RunRequest['clips'][number];
  readonly quality: number;
  /** Of the whole request: its sides are run twice. */
  readonly isFirst: boolean;
}

/** Every clip at every quality, in order; the frames of a clip are there while its passes run. */
async function* encodings(request: RunRequest, log: RunLog): AsyncGenerator<Encoding> {
  const { candidate, clips, qualities, workFolder, signal } = request;
  let done = 0;
  for (const clip of clips) {
    const frames = await framesFor(clip, candidate.color, workFolder, signal);
    for (const quality of qualities) {
      const report = progressOf(request, { clip: clip.record.digest, quality, done });
      yield { pass: new Pass(request, clip, { frames, quality, log, report }), clip, quality, isFirst: done === 0 };
      done += 1;
    }
    if (frames !== clip.planes) await rm(frames);
  }
}

async function runAll(request: RunRequest, log: RunLog): Promise<CompletedRun> {
  const { candidate, checkBehaviour } = request;
  const runs: FinishedRun[] = [];
  const trial = trialOf(request);
  let deterministic: CompletedRun['deterministic'] = null;
  let last = NO_REPORT;
  for await (const { pass, clip, quality, isFirst } of encodings(request, log)) {
    const { digest } = clip.record;
    const twice = checkBehaviour && isFirst;
    const encoded = await encodeSide(pass, { clip: digest, quality }, twice);
    const reconstruction = fileOf(request, digest, quality);
    const at = { run: runs.length, frames: clip.record.frames };
    const decoded = await decodeSide(pass, encoded.run, { reconstruction, twice, trial, at });
    runs.push(decoded.run);
    last = encoded.report;
    deterministic ??= encoded.deterministic;
  }
  const codingMode = trial?.result() ?? untried(candidate.api);
  return { outcome: 'completed', runs, deterministic, codingMode, tier: request.jail.tier, ...last, log: log.text() };
}

/** The encoding side of every run; another executor decodes. */
export interface EncodedHalf extends Pick<CompletedRun, 'deterministic' | 'tier' | 'files' | 'environment' | 'log'> {
  readonly outcome: 'encoded';
  readonly runs: readonly EncodedRun[];
}

async function encodeAll(request: RunRequest, log: RunLog): Promise<EncodedHalf> {
  const runs: EncodedRun[] = [];
  let deterministic: CompletedRun['deterministic'] = null;
  let last = NO_REPORT;
  for await (const { pass, clip, quality, isFirst } of encodings(request, log)) {
    const place = { clip: clip.record.digest, quality };
    const encoded = await encodeSide(pass, place, request.checkBehaviour && isFirst);
    runs.push(encoded.run);
    last = encoded.report;
    deterministic ??= encoded.deterministic;
  }
  return { outcome: 'encoded', runs, deterministic, tier: request.jail.tier, ...last, log: log.text() };
}

/** Bitstreams of another executor, in the order of clips and qualities, and whether its encoder repeated itself. */
export interface ForeignHalf {
  readonly runs: readonly EncodedRun[];
  readonly deterministic: boolean | null;
}

/** Of a clip that is only decoded nothing is needed but its description: its planes stay away. */
async function decodeAll(request: RunRequest, foreign: ForeignHalf, log: RunLog): Promise<CompletedRun> {
  const { candidate, clips, checkBehaviour } = request;
  const runs: FinishedRun[] = [];
  const trial = trialOf(request);
  let last = NO_REPORT;
  for (const encoded of foreign.runs) {
    const clip = clips.find(({ record }) => record.digest === encoded.clip);
    if (clip === undefined) throw new Error(`${encoded.clip} was encoded but is no clip of this experiment`);
    const { clip: digest, quality } = encoded;
    const report = progressOf(request, { clip: digest, quality, done: runs.length });
    const pass = new Pass(request, clip, { frames: null, quality, log, report });
    const reconstruction = fileOf(request, digest, quality);
    const at = { run: runs.length, frames: clip.record.frames };
    const twice = checkBehaviour && runs.length === 0;
    const decoded = await decodeSide(pass, encoded, { reconstruction, twice, trial, at });
    runs.push(decoded.run);
    last = decoded.report;
  }
  const codingMode = trial?.result() ?? untried(candidate.api);
  const { deterministic } = foreign;
  return { outcome: 'completed', runs, deterministic, codingMode, tier: request.jail.tier, ...last, log: log.text() };
}

/** Cancelled while frames were made ready for the first encode of a clip. */
function cancelledBetweenSides({ clips, qualities, jail }: RunRequest): Omit<FailedRun, 'log'> {
  const [clip, quality] = [clips[0]?.record.digest ?? '', qualities[0] ?? 0];
  const cause = { message: 'the run was cancelled' };
  const place = { side: 'encode', clip, quality } as const;
  return { outcome: 'cancelled', ...place, cause, lastLines: '', tier: jail.tier, ...NO_REPORT };
}

/** Work in jails, of which the first failure is the result. */
async function untilFailure<Result>(
  request: RunRequest,
  work: (log: RunLog) => Promise<Result>,
): Promise<Result | FailedRun> {
  const log = new RunLog();
  try {
    return await work(log);
  } catch (error) {
    if (error instanceof Failure) return { ...error.failed, log: log.text() };
    if (request.signal?.aborted !== true) throw error;
    return { ...cancelledBetweenSides(request), log: log.text() };
  }
}

/**
 * Runs a candidate on every clip at every quality: encode in one jail, decode from the packed bitstream alone in
 * another. The first failure ends it, with its outcome, side, clip, quality, frame and line.
 *
 * @throws RangeError when a limit, a quality or a size is not allowed; MediaToolError when a clip cannot be converted.
 */
export const runCandidate = (request: RunRequest): Promise<CandidateRun> =>
  untilFailure(request, (log) => runAll(request, log));

/** The encoding half of {@link runCandidate}. */
export const encodeCandidate = (request: RunRequest): Promise<EncodedHalf | FailedRun> =>
  untilFailure(request, (log) => encodeAll(request, log));

/** The decoding half of {@link runCandidate}, with the proof of the coding mode; the planes of clips are not read. */
export const decodeCandidate = (request: RunRequest, foreign: ForeignHalf): Promise<CandidateRun> =>
  untilFailure(request, (log) => decodeAll(request, foreign, log));
