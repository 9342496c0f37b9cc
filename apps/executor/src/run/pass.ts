import { rm } from 'node:fs/promises';
import { buildConfig, frameGeometry, packBitstream, unpackBitstream, type CodecConfig } from '@codecsmith/codec';
import { defaultLimits, resolveLimits, type JailJob, type JailResult, type Limits } from '@codecsmith/jail';
import type { ClipToRun, RunRequest } from './candidate-run.ts';
import { Failure } from './failure.ts';
import { sha256OfFile } from './frames.ts';
import { lastLines, type RunLog } from './logs.ts';
import { differenceIn, failedText, isFinding } from './packet-trial.ts';

type OkResult = Extract<JailResult, { outcome: 'ok' }>;
type Side = 'encode' | 'decode';

/** Of the second decode: sums of floating point in another order show in its pictures. */
const OTHER_THREADS = 2;
const differ = (between: string): string => `the decoder is not reproducible: ${between} of the same bitstream differ`;

/** One clip at one quality, on its way through both sides. */
export class Pass {
  readonly #request: RunRequest;
  readonly #clip: ClipToRun;
  readonly #frames: string | null;
  readonly #config: CodecConfig;
  readonly #limits: Limits;
  readonly #log: RunLog;
  readonly #report: (side: Side) => void;

  /** @param frames file of the frames to encode; null for a pass that only decodes */
  constructor(
    request: RunRequest,
    clip: ClipToRun,
    {
      frames,
      quality,
      log,
      report,
    }: { frames: string | null; quality: number; log: RunLog; report: (side: Side) => void },
  ) {
    const { width, height, fps, frames: frameCount } = clip.record;
    const { color, language, preload } = request.candidate;
    const device = request.gpu === undefined || language === 'javascript' ? 'cpu' : 'cuda';
    const parameters = { width, height, frameCount, color, quality, seed: request.seed, device } as const;
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
    const frames = this.#frames;
    if (frames === null) throw new Error('there are no frames to encode');
    const result = await this.#run({ ...this.#common(), side: 'encode', frames });
    return { bitstream: packBitstream(this.#config.quality, result.packets), result };
  }

  /** Decodes from the packed bytes alone: what a reader of the stored bitstream would get. */
  async decode(bitstream: Uint8Array, reconstruction: string, threads = 1): Promise<OkResult> {
    const { packets } = unpackBitstream(bitstream);
    return this.#run({ ...this.#common(threads), side: 'decode', packets, reconstruction });
  }

  /** Fails the run unless a second decode, with another number of threads, gives the same frames. */
  async checkDecoder(bitstream: Uint8Array, reconstruction: string): Promise<void> {
    const again = `${reconstruction}.again`;
    const decodesAlike = async (threads: number): Promise<OkResult | null> => {
      const result = await this.decode(bitstream, again, threads);
      const same = (await sha256OfFile(again)) === (await sha256OfFile(reconstruction));
      await rm(again);
      return same ? null : result;
    };
    const other = await decodesAlike(OTHER_THREADS);
    if (other === null) return;
    const repeats = (await decodesAlike(1)) === null;
    const message = differ(repeats ? `decodes with 1 and with ${OTHER_THREADS} threads` : 'two decodes');
    const failure = this.#failure('decode', { ...other, outcome: 'output_invalid', cause: { message } });
    throw new Failure({ ...failure.failed, finding: 'not_reproducible' });
  }

  /**
   * Decodes these frames alone, in this order, in a fresh jail, from the packets of the bitstream: what showed that one
   * of them needs another packet than its own; null where each gives the picture that it has in `reconstruction`.
   */
  async tryOrder(bitstream: Uint8Array, reconstruction: string, order: readonly number[]): Promise<string | null> {
    const all = unpackBitstream(bitstream).packets;
    const packets = order.map((index) => all[index] ?? new Uint8Array());
    const trial = `${reconstruction}.trial`;
    this.#report('decode');
    const job = { ...this.#common(), side: 'decode', packets, indices: order, reconstruction: trial } as const;
    const result = await this.#jailed(job);
    if (result.outcome !== 'ok') {
      if (isFinding(result)) return failedText(order, result);
      throw this.#failure('decode', result);
    }
    const { color, width, height } = this.#config;
    const frameBytes = frameGeometry(color, width, height).bytes;
    return differenceIn(order, { whole: reconstruction, trial, frameBytes }).finally(() => rm(trial));
  }

  #common(threads = 1): Omit<JailJob, 'side' | 'frames' | 'packets' | 'reconstruction'> {
    const { language, api, code, lineMap, track, preload } = this.#request.candidate;
    const { gpu } = this.#request;
    const limits = { ...this.#limits, cores: Math.max(this.#limits.cores, threads) };
    return {
      ...{ language, api, code, track, preload, config: this.#config, limits, threads },
      ...(lineMap !== undefined && { lineMap }),
      ...(gpu !== undefined && { gpu }),
    };
  }

  async #run(job: JailJob): Promise<OkResult> {
    this.#report(job.side);
    const result = await this.#jailed(job);
    if (result.repeated !== undefined) this.#log.add(`${job.side}: run again by the lab`, result.repeated);
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
