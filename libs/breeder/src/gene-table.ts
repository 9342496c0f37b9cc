/** A part of a codec: present or not, or one of a few, from the simplest to the richest. */
interface Tool {
  readonly kind: 'tool';
  readonly values: readonly Value[];
  readonly start: Value;
  /** Name of the constant in the code, where the value is one. */
  readonly constant?: string;
  /** What the constant means, as a comment. */
  readonly says?: string;
}

/** A number of the codec, from `low` to `high`. */
interface Amount {
  readonly kind: 'amount';
  readonly low: number;
  readonly high: number;
  readonly start: number;
  /** A search moves along its logarithm. */
  readonly scale: 'linear' | 'logarithmic';
  /** Name of the constant in the code, and what it means, where the text names it. */
  readonly constant?: string;
  readonly says?: string;
}

type Value = string | number | boolean;
export type GeneTable = Readonly<Record<string, Tool | Amount>>;
export type Values = Readonly<Record<string, Value>>;

/** Digits after the point: finer differences are not worth a run. */
const DECIMALS = 1000;

export const tool = (values: readonly Value[], start: Value, more: Pick<Tool, 'constant' | 'says'> = {}): Tool => ({
  kind: 'tool',
  values,
  start,
  ...more,
});

/** Low end, start, high end. */
type Range = readonly [number, number, number];

/** A factor: twice as much is as far away as half as much. */
export const factor = ([low, start, high]: Range, more: Pick<Amount, 'constant' | 'says'> = {}): Amount => ({
  kind: 'amount',
  low,
  start,
  high,
  scale: 'logarithmic',
  ...more,
});

export const offset = (range: Range, more: Pick<Amount, 'constant' | 'says'> = {}): Amount => ({
  ...factor(range, more),
  scale: 'linear',
});

export const startOf = (table: GeneTable): Values =>
  Object.fromEntries(Object.entries(table).map(([name, gene]) => [name, gene.start]));

export const amountsOf = (table: GeneTable): [string, Amount][] =>
  Object.entries(table).filter((entry): entry is [string, Amount] => entry[1].kind === 'amount');

export const toolsOf = (table: GeneTable): [string, Tool][] =>
  Object.entries(table).filter((entry): entry is [string, Tool] => entry[1].kind === 'tool');

/** Place of an amount within its range, 0 … 1. */
export function placeOf({ low, high, scale }: Amount, value: number): number {
  if (scale === 'linear') return (value - low) / (high - low);
  return Math.log(value / low) / Math.log(high / low);
}

/** The amount at a place; outside of 0 … 1 the nearer end. */
export function amountAt({ low, high, scale }: Amount, place: number): number {
  const inside = Math.min(Math.max(place, 0), 1);
  const exact = scale === 'linear' ? low + inside * (high - low) : low * (high / low) ** inside;
  return Math.min(Math.max(Math.round(exact * DECIMALS) / DECIMALS, low), high);
}

/** Whether these are the genes of the table, each with a value that it may have. */
export const fits = (table: GeneTable, values: Readonly<Record<string, unknown>>): values is Values =>
  Object.keys(values).length === Object.keys(table).length &&
  Object.entries(table).every(([name, gene]) => isValue(gene, values[name]));

const isValue = (gene: Tool | Amount, value: unknown): boolean =>
  gene.kind === 'tool'
    ? gene.values.some((one) => one === value)
    : typeof value === 'number' && value >= gene.low && value <= gene.high;
