import type { ExperimentDocument } from '@codecsmith/client';
import { z } from 'zod';
import { renderTable } from '../output/table.ts';

const figure = z.looseObject({
  clip: z.string(),
  anchor: z.string(),
  mode: z.string(),
  metric: z.string(),
  quality: z.number().optional(),
  percent: z.number().nullable(),
  reason: z.string().nullable(),
  overlap: z.number().nullable(),
});
const verdict = z.looseObject({
  bdRate: z.array(figure).default([]),
  isoQuality: z.array(figure).default([]),
  score: z
    .array(z.looseObject({ clip: z.string(), value: z.number().nullable(), reason: z.string().nullable() }))
    .default([]),
  tier: z.looseObject({ percent: z.number().nullable(), reason: z.string().nullable() }).nullish(),
});

/** The figures of an experiment against its anchors. */
export const figuresOf = (document: ExperimentDocument) => verdict.parse(document);

/** What the numbers of an experiment are worth against its anchors: every figure, or the reason why there is none. */
export function figureLines(document: ExperimentDocument): string[] {
  const { bdRate, isoQuality, score, tier } = figuresOf(document);
  const nameOf = (digest: string): string =>
    document.runs.find((run) => run.clip === digest)?.clipName ?? digest.slice(0, 12);
  const row = ({ clip, anchor, mode, metric, quality, percent, reason, overlap }: z.infer<typeof figure>) => [
    nameOf(clip),
    `${anchor} ${mode}`,
    quality === undefined ? metric : `${metric} at quality ${quality}`,
    percent === null ? `none: ${reason}` : `${percent > 0 ? '+' : ''}${percent.toFixed(2)} %`,
    overlap === null ? '' : overlap.toFixed(2),
  ];
  const rows = [...bdRate, ...isoQuality].map(row);
  const columns = [
    ...[{ title: 'clip' }, { title: 'anchor' }, { title: 'metric' }],
    ...[{ title: bdRate.length > 0 ? 'BD-rate' : 'bits at equal quality', align: 'right' } as const],
    { title: 'overlap', align: 'right' } as const,
  ];
  return [
    ...(rows.length === 0 ? [] : ['', renderTable(columns, rows), '']),
    ...score.map(({ clip, value, reason }) => `score on ${nameOf(clip)}: ${value?.toFixed(2) ?? `none: ${reason}`}`),
    ...(tier === null || tier === undefined ? [] : [`tier: ${tier.percent ?? `none: ${tier.reason}`}`]),
  ];
}
