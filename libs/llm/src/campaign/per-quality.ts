import type { ExperimentFactData } from '@codecsmith/experiment';
import { z } from 'zod';
import type { FrameByFrame, RateAtQuality } from '../prompts/material.ts';

type Measured = ExperimentFactData<'CandidateMeasured'>;
type Executed = ExperimentFactData<'CandidateExecuted'>;

/** A longer series says no more. */
const MOST_FRAMES = 24;

const storedFrames = z.array(z.looseObject({ bytes: z.number().nullable(), psnr_y: z.number().nullable() }));

/** Bits at equal psnr_y against the anchor of the score, by clip and quality. */
export const ratesAtQuality = (
  { isoQuality, scoredAgainst }: Pick<Measured, 'isoQuality' | 'scoredAgainst'>,
  nameOf: (clip: string) => string,
): RateAtQuality[] =>
  isoQuality.flatMap(({ clip, quality, anchor, mode, percent, metric }) =>
    quality === undefined || anchor !== scoredAgainst?.anchor || mode !== scoredAgainst.mode || metric !== 'psnr_y'
      ? []
      : [{ clip: nameOf(clip), quality, anchor: `${anchor} ${mode}`, percent }],
  );

/**
 * Bytes and psnr_y of each frame at the middle quality of each clip.
 *
 * @throws ZodError when an artifact is no series of frames
 */
export async function framesByClip(
  { measurements }: Pick<Measured, 'measurements'>,
  nameOf: (clip: string) => string,
  textOf: (digest: string) => Promise<string>,
): Promise<FrameByFrame[]> {
  const byClip = [...Map.groupBy(measurements, ({ clip }) => clip).values()];
  const middle = byClip.flatMap((runs) => {
    return runs.toSorted((a, b) => a.quality - b.quality)[Math.floor((runs.length - 1) / 2)] ?? [];
  });
  const series = middle.map(async ({ clip, quality, perFrame }) => {
    const frames = storedFrames.parse(JSON.parse(await textOf(perFrame)));
    return { clip: nameOf(clip), quality, frames: frames.slice(0, MOST_FRAMES) };
  });
  return Promise.all(series);
}

/** Part of its processor time from which on a side is told that it is slow: measured time differs from run to run. */
const SLOW = 0.5;

/** Sides that come near to their limit, a line each. */
export function slowSides(
  { runs }: Pick<Executed, 'runs'>,
  cpuLimitMs: (clip: string) => number | undefined,
): string[] {
  return (['encode', 'decode'] as const).flatMap((side) => {
    const slow = runs.filter((run) => run[side].cpuMs > SLOW * (cpuLimitMs(run.clip) ?? Infinity));
    if (slow.length === 0) return [];
    const qualities = [...new Set(slow.map(({ quality }) => quality))].sort((a, b) => a - b);
    return [`${side} takes more than half of the processor time that it may use, at quality ${qualities.join(', ')}`];
  });
}
