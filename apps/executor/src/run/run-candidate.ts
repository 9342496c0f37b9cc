import { randomInt } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CandidateRun, CompletedRun, FailedRun, FinishedRun, Progress, RunRequest } from './candidate-run.ts';
import { CodingModeTrial, untried } from './coding-mode.ts';
import { Failure } from './failure.ts';
import { framesFor } from './frames.ts';
import { RunLog } from './logs.ts';
import { Pass, type OkResult, type Side } from './pass.ts';

/**
 * Both sides of one clip at one quality. When asked, each side is run twice: a decoder must repeat itself, an encoder
 * that does not is marked, and its larger bitstream is the one that counts.
 */
async function runPass(
  pass: Pass,
  clip: string,
  { quality, reconstruction, twice }: { quality: number; reconstruction: string; twice: boolean },
): Promise<{ run: FinishedRun; deterministic: boolean | null } & Pick<OkResult, 'environment' | 'files'>> {
  const first = await pass.encode();
  const second = twice ? await pass.encode() : first;
  const { bitstream, result } = second.bitstream.length > first.bitstream.length ? second : first;
  const decoded = await pass.decode(bitstream, reconstruction);
  if (twice) await pass.checkDecoder(bitstream, reconstruction);
  const run = { clip, quality, bitstream, reconstruction, encode: result.measures, decode: decoded.measures };
  const deterministic = twice ? Buffer.compare(first.bitstream, second.bitstream) === 0 : null;
  return { run, environment: result.environment, files: result.files, deterministic };
}

async function runAll(request: RunRequest, log: RunLog): Promise<CandidateRun> {
  const { candidate, clips, qualities, workFolder, signal, checkBehaviour } = request;
  const total = clips.length * qualities.length;
  const runs: FinishedRun[] = [];
  const trial = checkBehaviour && candidate.api === 'frame' ? new CodingModeTrial(randomInt(total)) : null;
  let deterministic: CompletedRun['deterministic'] = null;
  let environment: CandidateRun['environment'] = {};
  let files: CandidateRun['files'] = 'shared';
  for (const clip of clips) {
    const { digest } = clip.record;
    const frames = await framesFor(clip, candidate.color, workFolder, signal);
    for (const quality of qualities) {
      const report = (side: Side): void => {
        const progress: Progress = { clip: digest, quality, side, done: runs.length, total };
        request.onProgress?.(progress);
      };
      const pass = new Pass(request, clip, { frames, quality, log, report });
      const reconstruction = join(workFolder, `${digest}.${quality}.reconstruction`);
      const twice = checkBehaviour && runs.length === 0;
      const finished = await runPass(pass, digest, { quality, reconstruction, twice });
      await trial?.watch(pass, finished.run, { run: runs.length, frames: clip.record.frames });
      runs.push(finished.run);
      ({ environment, files } = finished);
      deterministic ??= finished.deterministic;
    }
    if (frames !== clip.planes) await rm(frames);
  }
  const codingMode = trial?.result() ?? untried(candidate.api);
  const behaviour = { deterministic, codingMode };
  return { outcome: 'completed', runs, ...behaviour, tier: request.jail.tier, files, environment, log: log.text() };
}

/** Cancelled while frames were made ready for the first encode of a clip. */
function cancelledBetweenSides({ clips, qualities, jail }: RunRequest): Omit<FailedRun, 'log'> {
  const [clip, quality] = [clips[0]?.record.digest ?? '', qualities[0] ?? 0];
  const cause = { message: 'the run was cancelled' };
  return {
    outcome: 'cancelled',
    side: 'encode',
    clip,
    quality,
    cause,
    lastLines: '',
    tier: jail.tier,
    files: 'shared',
    environment: {},
  };
}

/**
 * Runs a candidate on every clip at every quality: encode in one jail, decode from the packed bitstream alone in
 * another. The first failure ends it, with its outcome, side, clip, quality, frame and line.
 *
 * @throws RangeError when a limit, a quality or a size is not allowed; MediaToolError when a clip cannot be converted.
 */
export async function runCandidate(request: RunRequest): Promise<CandidateRun> {
  const log = new RunLog();
  try {
    return await runAll(request, log);
  } catch (error) {
    if (error instanceof Failure) return { ...error.failed, log: log.text() };
    if (request.signal?.aborted !== true) throw error;
    return { ...cancelledBetweenSides(request), log: log.text() };
  }
}
