import { metricFields, type ExperimentFactData } from '@codecsmith/experiment';
import { CURVE_METRICS } from '@codecsmith/quality';
import { z } from 'zod';
import type { ParentMaterial } from '../prompts/material.ts';

/** Anchor that scores refer to: the others would only fill the prompt. */
export const SHOWN_ANCHOR = 'x264';

/** What a prompt shows of a stored anchor point; the artifact holds more. */
const chroma = z.number().nullable().optional();
const storedPoints = z.array(
  z.object({ q: z.number(), kbps: z.number(), ...metricFields(CURVE_METRICS), psnr_u: chroma, psnr_v: chroma }),
);

/**
 * The curves that a candidate was compared with, point by point.
 *
 * @throws ZodError when an artifact is no curve
 */
export async function anchorRunsOf(
  anchors: NonNullable<ExperimentFactData<'CandidateMeasured'>['anchors']>,
  nameOf: (clip: string) => string,
  textOf: (digest: string) => Promise<string>,
): Promise<ParentMaterial['anchorRuns']> {
  const shown = anchors.filter(({ anchor }) => anchor === SHOWN_ANCHOR);
  const curves = shown.map(async ({ clip, anchor, mode, curve }) => {
    const points = storedPoints.parse(JSON.parse(await textOf(curve)));
    return points.map(({ q, psnr_u, psnr_v, ...point }) => ({
      ...{ clip: nameOf(clip), point: `${anchor} ${mode}, qp ${q}`, ...point },
      ...(psnr_u === undefined ? {} : { psnr_u }),
      ...(psnr_v === undefined ? {} : { psnr_v }),
    }));
  });
  return (await Promise.all(curves)).flat();
}
