import type { LabClient } from '@codecsmith/client';
import {
  nextQualities,
  scoredAgainst,
  spanningQualities,
  spanOf,
  type Probe,
  type SpanTarget,
} from '@codecsmith/quality';
import { CommandError, EXIT } from '../exit-code.ts';
import { loadMeasured, type MeasuredExperiment } from '../reports/load-measured.ts';

const FIRST_QUALITY = 50;
/** As many qualities as one experiment takes. */
const MOST_QUALITIES = 32;

/** Runs the candidate at these qualities as an experiment of its own and returns its id once it has ended. */
export type RunProbe = (qualities: readonly number[], round: number) => Promise<string>;

/**
 * Chooses qualities by bisection so that psnr_y spans, on every clip, the range of the anchor that the candidate is
 * scored against. Every probe is an experiment like any other, so the choice can be read in the log.
 *
 * @throws CommandError when a probe fails, has no anchor, or the clips want too many qualities
 */
export async function chooseQualities(client: LabClient, run: RunProbe): Promise<number[]> {
  const probes = new Map<string, Probe[]>();
  let wanted = [FIRST_QUALITY];
  for (let round = 1; ; round += 1) {
    const experiment = await loadMeasured(client, await run(wanted, round));
    keep(probes, experiment);
    const targets = [...probes].map(([clip, done]) => ({ done, target: targetOf(experiment, clip) }));
    wanted = rising(targets.flatMap(({ done, target }) => nextQualities(done, target)));
    if (wanted.length > 0) continue;
    return within(rising(targets.flatMap(({ done, target }) => spanningQualities(done, target))));
  }
}

const rising = (qualities: readonly number[]): number[] => [...new Set(qualities)].sort((a, b) => a - b);

function keep(probes: Map<string, Probe[]>, { measured }: MeasuredExperiment): void {
  for (const { clip, quality, metrics } of measured.measurements) {
    probes.set(clip, [...(probes.get(clip) ?? []), { quality, psnrYDb: metrics.psnr_y }]);
  }
}

function targetOf({ executed, anchors }: MeasuredExperiment, clip: string): SpanTarget {
  const { anchor, mode } = scoredAgainst(executed);
  const curve = anchors.find((each) => each.clip === clip && each.anchor === anchor && each.mode === mode);
  const target = curve && spanOf(curve.points);
  if (target !== undefined) return target;
  throw new CommandError(EXIT.failed, `quality: clip ${clip.slice(0, 12)} has no anchor to span; give numbers instead`);
}

function within(qualities: number[]): number[] {
  if (qualities.length <= MOST_QUALITIES) return qualities;
  const message = `quality: these clips want ${qualities.length} qualities, ${MOST_QUALITIES} are allowed; give fewer clips`;
  throw new CommandError(EXIT.failed, message, { field: 'quality' });
}
