import type { Charge } from './charge.ts';
import type { Api, Family, Language, Need, Track, Color } from '@codecsmith/codec';

/** Why a candidate was refused. Lines and columns count from 1, in the author's text. */
export interface Violation {
  /** Id of the rule, as in `docs/sanitizer.md`. */
  readonly rule: string;
  readonly line: number;
  readonly column: number;
  /** What is wrong, naming the thing. */
  readonly message: string;
  /** What to do about it, so that a model or a person can act. */
  readonly advice: string;
}

/** Something that the jail will stop, or that usually ends badly; the candidate is cleared all the same. */
export type Warning = Violation;

/** One repair that was made. */
export interface Change {
  readonly rule: string;
  /** First line concerned, in the author's text. */
  readonly line: number;
  readonly description: string;
}

/** A run of lines that moved together: line `cleared + k` of the cleared code is the author's line `author + k`. */
export interface LineSegment {
  readonly cleared: number;
  readonly author: number;
  readonly lines: number;
}

/** What may run, and everything that was learned by reading it. */
export interface Cleared {
  readonly cleared: true;
  readonly code: string;
  readonly language: Language;
  readonly api: Api;
  readonly color: Color;
  readonly track: Track;
  readonly needs: readonly Need[];
  /** Top-level names of imported modules, sorted. */
  readonly imports: readonly string[];
  readonly family: Family;
  /** UTF-8 bytes of the cleared code. */
  readonly packageBytes: number;
  /** What the code would cost to send. */
  readonly charge: Charge;
  /** Count of named syntax nodes without comments: how much program there is, whatever its formatting. */
  readonly complexity: number;
  readonly changes: readonly Change[];
  readonly warnings: readonly Warning[];
  /** Repairs blank lines rather than delete them, so this is normally one segment that maps every line to itself. */
  readonly lineMap: readonly LineSegment[];
  /** The normalised tree as text: hash it to find duplicates. Literals are kept; own names, comments and layout are not. */
  readonly normalizedDigestInput: string;
}

export interface Rejected {
  readonly cleared: false;
  readonly language: Language;
  /** In order of line and column; never empty. */
  readonly violations: readonly Violation[];
}

export type SanitizeResult = Cleared | Rejected;

/** Third-party modules that jails have, by track. */
export type ModulesByTrack = Readonly<Record<Track, readonly string[]>>;

/** What the sanitizer should hold a candidate to. */
export interface SanitizeOptions {
  /** Taken from the text when absent. */
  readonly language?: Language;
  /** The author calls it TypeScript: types are left out even where the text happens to be JavaScript too. */
  readonly typed?: boolean;
  /** When absent, the narrowest track that the imports fit. */
  readonly track?: Track;
  /** Third-party modules that the machine's jail has, by track; when absent, all that the contract knows. */
  readonly modules?: ModulesByTrack;
}

/** The author's line of a line of cleared code, or undefined when the code has no such line. */
export function authorLine(map: readonly LineSegment[], clearedLine: number): number | undefined {
  const segment = map.find(({ cleared, lines }) => clearedLine >= cleared && clearedLine < cleared + lines);
  return segment && segment.author + clearedLine - segment.cleared;
}
