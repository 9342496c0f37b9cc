import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnchorCurve } from '@codecsmith/client';
import { anchorPoint, type Clip } from '@codecsmith/experiment';
import { CURVE_METRICS, pickMetrics, rateOf } from '@codecsmith/quality';
import { z } from 'zod';

const cachedPoint = anchorPoint.extend({ clip: z.string() });
type CachedPoint = z.infer<typeof cachedPoint>;

/** Anchors as far as this lab has measured them: one JSON file a point, written again when other tools measure it. */
export class AnchorCurves {
  readonly #read = new Map<string, { readonly writtenMs: number; readonly point: CachedPoint }>();

  /** @param folder null where the anchors lie on another machine: then there are none to show */
  constructor(private readonly folder: string | null) {}

  async on(clip: Clip): Promise<AnchorCurve[]> {
    const points = (await this.#points()).filter((point) => point.clip === clip.digest);
    const curves = Map.groupBy(points, ({ encoder, mode }) => `${encoder} ${mode}`);
    return [...curves.values()].map((group) => curveOf(group, clip)).sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
  }

  async #points(): Promise<CachedPoint[]> {
    if (this.folder === null) return [];
    const names = await readdir(this.folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    for (const name of names.filter((each) => each.endsWith('.json'))) await this.#readPoint(name, this.folder);
    return [...this.#read.values()].map(({ point }) => point);
  }

  async #readPoint(name: string, folder: string): Promise<void> {
    const path = join(folder, name);
    const writtenMs = (await stat(path)).mtimeMs;
    if (this.#read.get(name)?.writtenMs === writtenMs) return;
    this.#read.set(name, { writtenMs, point: cachedPoint.parse(JSON.parse(await readFile(path, 'utf8'))) });
  }
}

const nameOf = ({ encoder, mode }: AnchorCurve): string => `${encoder} ${mode}`;

function curveOf(points: readonly CachedPoint[], clip: Clip): AnchorCurve {
  const [first] = points;
  if (first === undefined) throw new Error('a group of points has one at least');
  const sorted = points.toSorted((a, b) => a.bytes - b.bytes);
  return {
    encoder: first.encoder,
    mode: first.mode,
    points: sorted.map((point) => ({
      quality: point.q,
      kbps: rateOf({ ...clip, bytes: point.bytes, sourceWhole: false }).kbps,
      ...pickMetrics(point, CURVE_METRICS),
    })),
  };
}
