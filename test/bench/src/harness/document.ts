import { z } from 'zod';
import { figure, holds, median, medianOf, ratioOf, type Figure, type Limit, type Measured } from './figure.ts';

const limit = z.union([z.object({ atMost: z.number() }), z.object({ atLeast: z.number() })]);

/** What `bench --json` prints, and what a baseline is. */
export const benchDocument = z.object({
  machine: z.string(),
  takenAt: z.iso.datetime(),
  version: z.string(),
  rounds: z.int().positive(),
  parts: z.array(
    z.object({
      name: z.string(),
      key: z.array(z.string()),
      figures: z.array(figure),
      ratios: z.array(z.object({ of: z.string(), to: z.string(), value: z.number(), limit, holds: z.boolean() })),
      aims: z.array(z.object({ of: z.string(), value: z.number(), limit, holds: z.boolean() })).default([]),
      missing: z.array(z.string()),
    }),
  ),
});
export type BenchDocument = z.output<typeof benchDocument>;
export type PartDocument = BenchDocument['parts'][number];

export const partDocument = (
  name: string,
  { key, figures, ratios, aims = [], missing = [] }: Measured,
): PartDocument => ({
  name,
  key: [...key],
  figures: figures.map((one) => ({ ...one, samples: [...one.samples] })),
  ratios: ratios.map((ratio) => {
    const value = ratioOf(figures, ratio);
    return { ...ratio, value, holds: holds(value, ratio.limit) };
  }),
  aims: aims.map(({ of, limit }) => {
    const value = medianOf(figures, of);
    return { of, value, limit, holds: holds(value, limit) };
  }),
  missing: [...missing],
});

const digits = (value: number): string => value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);

const limitText = (wanted: Limit): string =>
  'atMost' in wanted ? `at most ${wanted.atMost}` : `at least ${wanted.atLeast}`;

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const figureRow = ({ name, unit, samples }: Figure): string =>
  row([name, unit, digits(median(samples)), digits(Math.min(...samples)), digits(Math.max(...samples))]);

const judged = (one: { readonly value: number; readonly limit: Limit; readonly holds: boolean }): string[] => [
  digits(one.value),
  limitText(one.limit),
  one.holds ? 'holds' : 'falls short',
];

/** A part as Markdown: its key, its figures, then ratios and medians against what is wanted. */
export function partText({ name, key, figures, ratios, aims, missing }: PartDocument): string {
  const lines = [`## ${name}`, '', ...key.map((line) => `- ${line}`), ''];
  lines.push(row(['figure', 'unit', 'median', 'least', 'most']), '| --- | --- | ---: | ---: | ---: |');
  lines.push(...figures.map(figureRow));
  if (ratios.length > 0) {
    lines.push('', row(['ratio of medians', 'value', 'wanted', '']), '| --- | ---: | --- | --- |');
    for (const ratio of ratios) {
      lines.push(row([`${ratio.of} ÷ ${ratio.to}`, ...judged(ratio)]));
    }
  }
  if (aims.length > 0) {
    lines.push('', row(['aim on an idle machine', 'median', 'wanted', '']), '| --- | ---: | --- | --- |');
    for (const aim of aims) lines.push(row([aim.of, ...judged(aim)]));
  }
  if (missing.length > 0) lines.push('', ...missing.map((line) => `Not measured: ${line}`));
  return `${lines.join('\n')}\n`;
}
