import type { Api, CodecConfig, Language, Track } from '@codecsmith/codec';
import type { GpuGrant } from '../gpu/gpu-grant.ts';
import type { Limits } from '../policy/limits.ts';
import type { Cause, Outcome } from '../policy/outcome.ts';
import type { Tier } from '../policy/tier.ts';

interface CommonJob {
  readonly language: Language;
  readonly api: Api;
  /** Cleared source. */
  readonly code: string;
  /** Author's line of each line of `code`, both counted from 1; absent when they are the same. */
  readonly lineMap?: readonly number[];
  readonly config: CodecConfig;
  readonly limits: Limits;
  /** Which libraries lie inside. */
  readonly track: Track;
  /** Libraries loaded before the clock starts, beside numpy: `torch`, `cv2`, `PIL`. */
  readonly preload?: readonly string[];
  /** The card that this guest alone may use while it runs; JavaScript guests have none. */
  readonly gpu?: GpuGrant;
  /** Threads that linear algebra may use; left out: 1. */
  readonly threads?: number;
}

/** One side of one run. The two sides never share a job, nor a process. */
export type JailJob =
  | (CommonJob & {
      readonly side: 'encode';
      /** File of raw frames, one after the other, in `config.color`. */
      readonly frames: string;
    })
  | (CommonJob & {
      readonly side: 'decode';
      readonly packets: readonly Uint8Array[];
      /** Frame of each packet, for frame-by-frame candidates that decode some of them; left out: all, in order. */
      readonly indices?: readonly number[];
      /** File to be made: exactly what the decoder returned. */
      readonly reconstruction: string;
    });

/** What the harness measured, with its own clocks. */
export interface Measures {
  /** From GO to exit. */
  readonly wallMs: number;
  /** User and system time of the whole tree in that span. */
  readonly cpuMs: number;
  /** Highest memory use, the interpreter and its libraries included. */
  readonly peakBytes: number;
  /**
   * Hints: times between the guest's words that a frame is done, which a candidate can say when it likes. Empty when the
   * whole video is one call.
   */
  readonly frameMs: readonly number[];
}

/**
 * What a candidate could read beside its input. `private`: files of its guest alone, gone with it. `shared`: the host's
 * own files, whose caches the other side of a run can measure. `none`: its language has no files.
 */
export type GuestFileAccess = 'private' | 'shared' | 'none';

export interface JailReport {
  readonly measures: Measures;
  /** What was printed, cut in the middle when long, with tracebacks. */
  readonly log: string;
  readonly tier: Tier;
  readonly files: GuestFileAccess;
  /** Interpreter and library versions, as the guest gave them before it saw the candidate. */
  readonly environment: Readonly<Record<string, string>>;
  /** Time from asking for a guest to GO. */
  readonly waitMs: number;
  /** Why the job was run again after something outside of the jail may have ended it; absent where it was run once. */
  readonly repeated?: string;
}

export type JailResult = JailReport &
  (
    | { readonly outcome: 'ok'; readonly packets: readonly Uint8Array[]; readonly reconstruction?: string }
    | { readonly outcome: Exclude<Outcome, 'ok'>; readonly cause: Cause; readonly doubt?: string }
  );
