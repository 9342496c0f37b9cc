import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnchorCurve } from '@codecsmith/client';
import type { Clip } from '@codecsmith/experiment';
import { rateOf } from '@codecsmith/quality';
import { z } from 'zod';

/** What the lab that measured an anchor wrote down about one of its points. */
const anchorPoint = z.looseObject({
  encoder: z.string(),
  mode: z.string(),
  clip: z.string(),
  q: z.number(),
  bytes: z.int().nonnegative(),
  psnr_y: z.number().nullable(),
  ssim_y_ffmpeg: z.number(),
  arguments: z.string(),
});
type AnchorPoint = z.infer<typeof anchorPoint>;

/** Anchors as far as this lab has measured them: one JSON file a point, which never changes once it is there. */
export class AnchorCurves {
  readonly #read = new Map<string, AnchorPoint>();

  /** @param folder null where the anchors lie on another machine: then there are none to show */
  constructor(private readonly folder: string | null) {}

  async on(clip: Clip): Promise<AnchorCurve[]> {
    const points = (await this.#points()).filter((point) => point.clip === clip.digest);
    const curves = Map.groupBy(points, ({ encoder, mode }) => `${encoder} ${mode}`);
    return [...curves.values()].map((group) => curveOf(group, clip)).sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
  }

  async #points(): Promise<AnchorPoint[]> {
    if (this.folder === null) return [];
    const names = await readdir(this.folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    for (const name of names.filter((each) => each.endsWith('.json') && !this.#read.has(each))) {
      this.#read.set(name, anchorPoint.parse(JSON.parse(await readFile(join(this.folder, name), 'utf8'))));
    }
    return [...this.#read.values()];
  }
}

const nameOf = ({ encoder, mode }: AnchorCurve): string => `${encoder} ${mode}`;

function curveOf(points: readonly AnchorPoint[], clip: Clip): AnchorCurve {
  const [first] = points;
  if (first === undefined) throw new Error('a group of points has one at least');
  const sorted = points.toSorted((a, b) => a.bytes - b.bytes);
  return {
    encoder: first.encoder,
    mode: first.mode,
    points: sorted.map(({ q, bytes, psnr_y, ssim_y_ffmpeg }) => ({
      quality: q,
      kbps: rateOf({ ...clip, bytes, sourceWhole: false }).kbps,
      psnr_y,
      ssim_y: ssim_y_ffmpeg,
    })),
  };
}
