import { z } from 'zod';

/** `1/s` and `1/min` count what is done in a time: more of it is better. Of all others less is better. */
const UNITS = ['ms', 's', '1/s', '1/min', 'KiB', 'MiB', '%'] as const;

/** One measured quantity with everything that it was sampled as, in the order of the rounds. */
export const figure = z.object({
  /** Names the quantity and its key, such as `append, 16 writers: ledger`. */
  name: z.string(),
  unit: z.enum(UNITS),
  samples: z.array(z.number()).min(1),
});
export type Figure = Readonly<z.output<typeof figure>>;

/** What a ratio of two medians has to be. */
export type Limit = { readonly atMost: number } | { readonly atLeast: number };

/** Two figures of one run against each other: only such a ratio compares across machines. */
export interface Ratio {
  readonly of: string;
  readonly to: string;
  readonly limit: Limit;
}

/** What the median of one figure should be. */
interface Aim {
  readonly of: string;
  readonly limit: Limit;
}

/** What one part of the bench measured. */
export interface Measured {
  /** Settings that the figures hold for: sizes, clips, durability. */
  readonly key: readonly string[];
  readonly figures: readonly Figure[];
  readonly ratios: readonly Ratio[];
  /** What medians should be on an idle machine; only ratios decide how the command ends. */
  readonly aims?: readonly Aim[];
  /** What could not be measured here, and why. */
  readonly missing?: readonly string[];
}

/** A part of the bench: measures one concern of the lab beside what it is compared with. */
export interface Part {
  readonly name: string;
  readonly about: string;
  run(context: BenchContext): Promise<Measured>;
}

export interface BenchContext {
  /** How often each side of a pair is sampled. */
  readonly rounds: number;
  /** An empty folder of this run, deleted afterwards. */
  readonly folder: string;
  /** Says what is going on, on standard error. */
  readonly say: (line: string) => void;
}

export const median = (samples: readonly number[]): number => {
  const sorted = samples.toSorted((left, right) => left - right);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
  return (lower + upper) / 2;
};

export const moreIsBetter = ({ unit }: Figure): boolean => unit === '1/s' || unit === '1/min';

/** @throws Error when the part did not measure a figure of that name */
function figureNamed(figures: readonly Figure[], name: string): Figure {
  const found = figures.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no figure is called "${name}"`);
  return found;
}

export const medianOf = (figures: readonly Figure[], name: string): number =>
  median(figureNamed(figures, name).samples);

/** Median of `of` over median of `to`. */
export const ratioOf = (figures: readonly Figure[], { of, to }: Ratio): number =>
  medianOf(figures, of) / medianOf(figures, to);

export const holds = (value: number, limit: Limit): boolean =>
  'atMost' in limit ? value <= limit.atMost : value >= limit.atLeast;
