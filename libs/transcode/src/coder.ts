import { buildConfig, packBitstream, unpackBitstream, type CodecConfig } from '@codecsmith/codec';
import { codeckitJavaScriptPath, codeckitPath } from '@codecsmith/codeckit';
import {
  openJail,
  resolveLimits,
  defaultLimits,
  type Jail,
  type JailJob,
  type JailResult,
  type Tier,
} from '@codecsmith/jail';
import type { Codec } from './codec.ts';
import type { Picture } from './picture.ts';

/** One side of one segment that failed in its jail. */
export class CodingFailed extends Error {
  override readonly name = 'CodingFailed';

  constructor(
    readonly side: 'encode' | 'decode',
    /** Why, by the words of the jail: `crashed`, `timed_out`, … */
    readonly outcome: string,
    message: string,
    /** End of what the codec printed. */
    readonly lastLines: string,
  ) {
    super(message);
  }
}

/** What the codec is asked for in one segment. */
export interface SegmentTask {
  readonly codec: Codec;
  readonly picture: Picture;
  readonly frames: number;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
}

/** An hour is the most that a jail gives; memory is bounded by what a segment holds. */
const CPU_MS = 3_600_000;
const MIB = 1 << 20;
const MOST_MEMORY = 16_384 * MIB;
/** Copies of a segment's frames that an encoder may keep. */
const FRAME_COPIES = 12;
const LOG_TAIL = 2_000;

/** Runs codecs, each side of each segment in a jail of its own. */
export class Coder {
  private constructor(private readonly jail: Jail) {}

  /** @param home folder for the guests' files, reachable by every user */
  static async open(home: string): Promise<Coder> {
    const codeckit = { python: codeckitPath(), javascript: codeckitJavaScriptPath() };
    return new Coder(await openJail({ home, codeckit }));
  }

  get tier(): Tier {
    return this.jail.tier;
  }

  close(): Promise<void> {
    return this.jail.close();
  }

  /**
   * @param frames file of the segment's frames in the codec's colour
   * @returns the stored bitstream
   * @throws CodingFailed
   */
  async encode(task: SegmentTask, quality: number, frames: string): Promise<Uint8Array> {
    const result = await this.run({ ...jobOf(task, quality), side: 'encode', frames }, task.signal);
    return packBitstream(quality, result.packets);
  }

  /** @param reconstruction file to be made: the frames that the decoder returned. @throws CodingFailed */
  async decode(task: SegmentTask, bitstream: Uint8Array, reconstruction: string): Promise<void> {
    const { quality, packets } = unpackBitstream(bitstream);
    await this.run({ ...jobOf(task, quality), side: 'decode', packets, reconstruction }, task.signal);
  }

  private async run(job: JailJob, signal: AbortSignal | undefined): Promise<JailResult & { readonly outcome: 'ok' }> {
    const result = await this.jail.run(job, signal === undefined ? {} : { signal });
    if (result.outcome === 'ok') return result;
    signal?.throwIfAborted();
    const { frame, line } = result.cause;
    const place = [frame == null ? '' : `frame ${frame}`, line == null ? '' : `line ${line}`].filter(
      (each) => each !== '',
    );
    const where = [job.side, ...place].join(', ');
    throw new CodingFailed(
      job.side,
      result.outcome,
      `${where}: ${result.outcome}: ${result.cause.message}`,
      result.log.slice(-LOG_TAIL),
    );
  }
}

function jobOf({ codec, picture, frames, seed }: SegmentTask, quality: number) {
  const { language, api, code, lineMap, track, preload } = codec;
  const config = configOf({ codec, picture, frames, seed }, quality);
  return {
    ...{ language, api, code, track, preload, config },
    limits: limitsOf(codec, config),
    ...(lineMap === undefined ? {} : { lineMap }),
  };
}

const configOf = ({ codec, picture, frames, seed }: SegmentTask, quality: number): CodecConfig =>
  buildConfig({
    ...{ width: picture.width, height: picture.height, frameCount: frames, color: codec.color, quality, seed },
    fps: { numerator: picture.fps.num, denominator: picture.fps.den },
  });

/** Nobody competes here: a codec gets the time it takes, and memory by what it is given. */
function limitsOf({ preload }: Codec, { width, height, frame_count: frames }: CodecConfig) {
  const defaults = defaultLimits({ pixels: width * height * frames, torch: preload.includes('torch') });
  const held = FRAME_COPIES * width * height * 3 * frames;
  const memoryBytes = Math.min(MOST_MEMORY, defaults.memoryBytes + Math.ceil(held / MIB) * MIB);
  return resolveLimits(defaults, { cpuMs: CPU_MS, wallMs: CPU_MS, memoryBytes, outputBytes: 1024 * MIB });
}
