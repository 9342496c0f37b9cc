import type { Api, Color, Language, Track } from '@codecsmith/codec';
import type { CodingMode } from '@codecsmith/experiment';
import type {
  Cause,
  GpuGrant,
  Jail,
  LimitBounds,
  Limits,
  Measures,
  Outcome,
  Tier,
  GuestFileAccess,
} from '@codecsmith/jail';
import type { ClipRecord } from '@codecsmith/media';

/** A candidate as the sanitizer cleared it. */
export interface CandidateToRun {
  readonly language: Language;
  readonly api: Api;
  readonly color: Color;
  readonly track: Track;
  /** Cleared source. */
  readonly code: string;
  /** Author's line of each cleared line; absent when they are the same. */
  readonly lineMap?: readonly number[];
  /** What it asked for with `NEEDS`, and the libraries it imports, beside numpy. */
  readonly preload: readonly string[];
}

/** A clip and the file of its stored planes (yuv420p); empty where it is only decoded. */
export interface ClipToRun {
  readonly record: Pick<ClipRecord, 'digest' | 'width' | 'height' | 'fps' | 'frames' | 'matrix' | 'range'>;
  readonly planes: string;
}

export interface Progress {
  readonly clip: string;
  readonly quality: number;
  readonly side: 'encode' | 'decode';
  /** Runs finished, and runs in all; a run is a clip at a quality. */
  readonly done: number;
  readonly total: number;
}

export interface RunRequest {
  readonly jail: Jail;
  readonly candidate: CandidateToRun;
  readonly clips: readonly ClipToRun[];
  readonly qualities: readonly number[];
  readonly seed: number;
  /** Wishes of the experiment, and how far the operator lets them go. */
  readonly limits?: Partial<Limits>;
  readonly bounds?: LimitBounds;
  /** Empty folder for frames and reconstructions; the caller removes it. */
  readonly workFolder: string;
  /** Do the first clip at the first quality twice and compare; find out whether each packet decodes alone. */
  readonly checkBehaviour: boolean;
  /** The card that this run has for itself; `config.device` says so. */
  readonly gpu?: GpuGrant;
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

/** What one side of a run took; null where it was not measured. */
export type SideCost = Pick<Measures, 'wallMs' | 'cpuMs'> & { readonly peakBytes: number | null };

/** One clip at one quality, both sides done. */
export interface FinishedRun {
  readonly clip: string;
  readonly quality: number;
  /** Packed: everything that crossed from encoder to decoder. */
  readonly bitstream: Uint8Array;
  /** File below the work folder: exactly what the decoder returned, in the candidate's colour. */
  readonly reconstruction: string;
  readonly encode: SideCost;
  readonly decode: SideCost;
}

export interface RunReport {
  readonly tier: Tier;
  /** Whether the guests' files were their own. */
  readonly files: GuestFileAccess;
  /** Interpreter and libraries of the guests. */
  readonly environment: Readonly<Record<string, string>>;
  /** What was printed by all sides, under headings. */
  readonly log: string;
}

/** The first failure ends a run: nothing measured before it counts. */
export interface FailedRun extends RunReport {
  readonly outcome: Exclude<Outcome, 'ok'>;
  readonly side: 'encode' | 'decode';
  readonly clip: string;
  readonly quality: number;
  readonly cause: Cause;
  /** What the harness found out by trial, where that names the cause better than the outcome does. */
  readonly finding?: 'not_reproducible';
  /** End of the log of the side that failed. */
  readonly lastLines: string;
}

export interface CompletedRun extends RunReport {
  readonly outcome: 'completed';
  readonly runs: readonly FinishedRun[];
  /** Whether two encodes agreed; null when it was not checked. Decoders must agree, or the run fails. */
  readonly deterministic: boolean | null;
  /** Which anchor the codec meets, and how that was found. */
  readonly codingMode: CodingMode;
}

export type CandidateRun = CompletedRun | FailedRun;
