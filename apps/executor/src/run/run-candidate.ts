import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buildConfig, packBitstream, unpackBitstream, type CodecConfig } from '@codecsmith/codec';
import { defaultLimits, resolveLimits, type JailJob, type JailResult, type Limits } from '@codecsmith/jail';
import type {
  CandidateRun,
  ClipToRun,
  CompletedRun,
  FailedRun,
  FinishedRun,
  Progress,
  RunRequest,
} from './candidate-run.ts';
import { framesFor, sha256OfFile } from './frames.ts';
import { lastLines, RunLog } from './logs.ts';
import { showsLookingBack, STILL_FRAMES, writeStill } from './looks-back.ts';

type OkResult = Extract<JailResult, { outcome: 'ok' }>;
type Behaviour = Pick<CompletedRun, 'deterministic' | 'usesInterPrediction'>;
type Side = 'encode' | 'decode';

/** Ends the run from within; turned into a result where it is caught. */
export class Failure extends Error {
  readonly failed: Omit<FailedRun, 'log'>;

  constructor(failed: Omit<FailedRun, 'log'>) {
    super(failed.cause.message);
    this.failed = failed;
  }
}

/** Ways to fail on a still picture that only leave it open whether a codec looks back. */
const NO_ANSWER: readonly JailResult['outcome'][] = ['crashed', 'timed_out', 'out_of_memory', 'output_invalid'];
const NOT_REPRODUCIBLE = 'the decoder is not reproducible: two decodes of the same bitstream differ';

/** One clip at one quality, on its way through both sides. */
export class Pass {
  readonly #request: RunRequest;
  readonly #clip: ClipToRun;
  readonly #frames: string;
  readonly #config: CodecConfig;
  readonly #limits: Limits;
  readonly #log: RunLog;
  readonly #report: (side: Side) => void;

  constructor(
    request: RunRequest,
    clip: ClipToRun,
    { frames, quality, log, report }: { frames: string; quality: number; log: RunLog; report: (side: Side) => void },
  ) {
    const { width, height, fps, frames: frameCount } = clip.record;
    const { color, preload } = request.candidate;
    const parameters = { width, height, frameCount, color, quality, seed: request.seed };
    this.#request = request;
    this.#clip = clip;
    this.#frames = frames;
    this.#config = buildConfig({ ...parameters, fps: { numerator: fps.num, denominator: fps.den } });
    const defaults = defaultLimits({ pixels: width * height * frameCount, torch: preload.includes('torch') });
    this.#limits = resolveLimits(defaults, request.limits, request.bounds);
    this.#log = log;
    this.#report = report;
  }

  async encode(): Promise<{ readonly bitstream: Uint8Array; readonly result: OkResult }> {
    const result = await this.#run({ ...this.#common(), side: 'encode', frames: this.#frames });
    return { bitstream: packBitstream(this.#config.quality, result.packets), result };
  }

  /** Decodes from the packed bytes alone: what a reader of the stored bitstream would get. */
  async decode(bitstream: Uint8Array, reconstruction: string): Promise<OkResult> {
    const { packets } = unpackBitstream(bitstream);
    return this.#run({ ...this.#common(), side: 'decode', packets, reconstruction });
  }

  /** Fails the run unless a second decode gives the same frames. */
  async checkDecoder(bitstream: Uint8Array, reconstruction: string): Promise<void> {
    const again = `${reconstruction}.again`;
    const result = await this.decode(bitstream, again);
    const same = (await sha256OfFile(again)) === (await sha256OfFile(reconstruction));
    await rm(again);
    if (!same)
      throw this.#failure('decode', { ...result, outcome: 'output_invalid', cause: { message: NOT_REPRODUCIBLE } });
  }

  /** Null for a codec that sees the video as a whole, and for one that fails by itself on a picture that stands still. */
  async usesInterPrediction(): Promise<boolean | null> {
    const { candidate, workFolder } = this.#request;
    if (candidate.api !== 'frame') return null;
    const frames = join(workFolder, 'still');
    await writeStill(this.#frames, frames, this.#config);
    const config = { ...this.#config, frame_count: STILL_FRAMES };
    const result = await this.#jailed({ ...this.#common(), config, side: 'encode', frames });
    await rm(frames);
    if (result.outcome === 'ok') return showsLookingBack(result.packets);
    if (NO_ANSWER.includes(result.outcome)) return null;
    throw this.#failure('encode', result);
  }

  #common(): Omit<JailJob, 'side' | 'frames' | 'packets' | 'reconstruction'> {
    const { language, api, code, lineMap, track, preload } = this.#request.candidate;
    const job = { language, api, code, track, preload, config: this.#config, limits: this.#limits };
    return lineMap === undefined ? job : { ...job, lineMap };
  }

  async #run(job: JailJob): Promise<OkResult> {
    this.#report(job.side);
    const result = await this.#jailed(job);
    this.#log.add(`${job.side} ${this.#clip.record.digest} quality ${this.#config.quality}`, result.log);
    if (result.outcome !== 'ok') throw this.#failure(job.side, result);
    return result;
  }

  #jailed(job: JailJob): Promise<JailResult> {
    const { jail, signal } = this.#request;
    return jail.run(job, signal === undefined ? {} : { signal });
  }

  #failure(side: Side, result: Exclude<JailResult, OkResult>): Failure {
    const { outcome, cause, tier, files, environment, log } = result;
    const place = { side, clip: this.#clip.record.digest, quality: this.#config.quality };
    return new Failure({ outcome, cause, tier, files, environment, ...place, lastLines: lastLines(log) });
  }
}

/**
 * Both sides of one clip at one quality. When asked, each side is run twice: a decoder must repeat itself, an encoder
 * that does not is marked, and its larger bitstream is the one that counts; and the codec is shown a still picture.
 */
async function runPass(
  pass: Pass,
  clip: string,
  { quality, reconstruction, watched }: { quality: number; reconstruction: string; watched: boolean },
): Promise<{ run: FinishedRun; seen: Behaviour | null } & Pick<OkResult, 'environment' | 'files'>> {
  const first = await pass.encode();
  const second = watched ? await pass.encode() : first;
  const { bitstream, result } = second.bitstream.length > first.bitstream.length ? second : first;
  const decoded = await pass.decode(bitstream, reconstruction);
  if (watched) await pass.checkDecoder(bitstream, reconstruction);
  const run = { clip, quality, bitstream, reconstruction, encode: result.measures, decode: decoded.measures };
  const deterministic = Buffer.compare(first.bitstream, second.bitstream) === 0;
  const seen = watched ? { deterministic, usesInterPrediction: await pass.usesInterPrediction() } : null;
  return { run, environment: result.environment, files: result.files, seen };
}

async function runAll(request: RunRequest, log: RunLog): Promise<CandidateRun> {
  const { candidate, clips, qualities, workFolder, signal, checkBehaviour } = request;
  const total = clips.length * qualities.length;
  const runs: FinishedRun[] = [];
  let behaviour: Behaviour = { deterministic: null, usesInterPrediction: null };
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
      const watched = checkBehaviour && runs.length === 0;
      const finished = await runPass(pass, digest, { quality, reconstruction, watched });
      runs.push(finished.run);
      ({ environment, files } = finished);
      behaviour = finished.seen ?? behaviour;
    }
    if (frames !== clip.planes) await rm(frames);
  }
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
