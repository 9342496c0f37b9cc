import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { KnownClip } from '@codecsmith/client';
import { replaceFile } from '@codecsmith/platform';
import { bdRate, CURVE_METRICS, type CurveMetric, type ReadCurve } from '@codecsmith/quality';
import type { ReportClip, ReportData } from '@codecsmith/report';
import { z } from 'zod';
import { usageError } from '../exit-code.ts';
import { labPaths } from '../lab/running-lab.ts';

/** A curve that was measured elsewhere, on frames that the lab knows. */
const schema = z.object({
  name: z.string(),
  /** Digest of the clip, and how many of its frames were coded: curves of other frames are never compared. */
  clip: z.string(),
  frames: z.int(),
  metric: z.enum(CURVE_METRICS),
  /** Where the numbers are from, for people. */
  source: z.string(),
  points: z.array(z.object({ kbps: z.number().positive(), value: z.number().nullable() })),
});
export type ForeignCurve = z.infer<typeof schema>;

/** What a rate may be given in. */
export const RATE_UNITS = ['kbps', 'bpp', 'bytes'] as const;
export type RateUnit = (typeof RATE_UNITS)[number];

/** Columns that name their unit. */
const UNIT_OF_COLUMN: Readonly<Record<string, RateUnit>> = {
  kbps: 'kbps',
  bitrate: 'kbps',
  bpp: 'bpp',
  bytes: 'bytes',
};

export interface Imported {
  readonly name: string;
  readonly source: string;
  readonly clip: KnownClip;
  readonly frames: number;
  readonly unit: RateUnit | undefined;
  readonly metric: CurveMetric | undefined;
}

/**
 * A curve of a file as one of a clip.
 *
 * @throws CommandError (usage) where the unit of its rate, or its metric, is not known
 */
export function foreignCurve(read: ReadCurve, { clip, unit, metric, ...about }: Imported): ForeignCurve {
  const known = unit ?? UNIT_OF_COLUMN[read.rateName.toLowerCase()];
  if (known === undefined) {
    throw usageError(`unit: the rate is called ${read.rateName}: say what it is by --unit ${RATE_UNITS.join('|')}`, {
      field: 'unit',
    });
  }
  const named = metric ?? CURVE_METRICS.find((each) => each === read.metricName.toLowerCase());
  if (named === undefined) {
    throw usageError(
      `as: the quality is called ${read.metricName}: say what it is by --as ${CURVE_METRICS.join('|')}`,
      { field: 'as' },
    );
  }
  const seconds = (about.frames * clip.fps.den) / clip.fps.num;
  const bits = { kbps: 1000 * seconds, bytes: 8, bpp: clip.width * clip.height * about.frames }[known];
  const points = read.points.map(({ rate, metric: value }) => ({
    kbps: (rate * bits) / (1000 * seconds),
    value: Number.isFinite(value) ? value : null,
  }));
  return { ...about, clip: clip.digest, metric: named, points };
}

const pathOf = (name: string): string => join(labPaths().curves, `${name}.json`);

export async function keepCurve(curve: ForeignCurve): Promise<void> {
  await mkdir(labPaths().curves, { recursive: true });
  await replaceFile(pathOf(curve.name), `${JSON.stringify(curve, null, 2)}\n`, 0o644);
}

/** All that were imported, by name. */
export async function foreignCurves(): Promise<ForeignCurve[]> {
  const files = await readdir(labPaths().curves).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const names = files.filter((file) => file.endsWith('.json')).sort();
  return Promise.all(
    names.map(async (file) => schema.parse(JSON.parse(await readFile(join(labPaths().curves, file), 'utf8')))),
  );
}

/** @throws CommandError (usage) where there is none of that name */
export async function removeCurve(name: string): Promise<void> {
  await rm(pathOf(name)).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? usageError(`NAME: no curve is called "${name}"`, { field: 'NAME' }) : error;
  });
}

/** A report with the foreign curves of its clips in plots and BD-rates: only where clip and frames are the same. */
export function withForeignCurves(
  data: ReportData,
  curves: readonly ForeignCurve[],
  framesOf: (digest: string) => number,
): ReportData {
  const clips = data.clips.map((clip) => {
    const same = curves.filter((curve) => curve.clip === clip.digest && curve.frames === framesOf(clip.digest));
    if (same.length === 0) return clip;
    const foreign = same.map(({ name, metric, source, points }) => ({ label: name, metric, source, points }));
    return { ...clip, foreign, figures: [...clip.figures, ...same.flatMap((curve) => figuresOf(clip, curve))] };
  });
  return { ...data, clips };
}

function figuresOf(clip: ReportClip, { name, metric, points }: ForeignCurve): ReportClip['figures'] {
  const candidates = clip.curves.filter(({ kind }) => kind === 'candidate');
  const anchor = points.map(({ kbps, value }) => ({ rate: kbps, metric: value ?? Infinity }));
  return candidates.map((candidate) => {
    const test = candidate.points.map((point) => ({ rate: point.kbps, metric: point[metric] ?? Infinity }));
    const { percent, reason, overlap } = bdRate(anchor, test);
    const mode = candidates.length > 1 ? `imported (${candidate.label})` : 'imported';
    return { clip: clip.digest, anchor: name, mode, metric, percent, reason, overlap };
  });
}
