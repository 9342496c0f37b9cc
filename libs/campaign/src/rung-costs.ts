import type { CampaignConfig } from './facts/index.ts';

/** Samples of luma that an evaluation on each rung codes: what it costs grows with them. */
function workOf({ rungs, clips }: CampaignConfig): number[] {
  const area = new Map(clips.map(({ digest, width, height }) => [digest, width * height]));
  return rungs.map(
    ({ clips: shown, qualities }) =>
      qualities.length * shown.reduce((sum, { of, frames }) => sum + frames * (area.get(of) ?? 0), 0),
  );
}

/**
 * Executor seconds that are set aside for one evaluation on each rung until its true cost is known: on the one with the
 * most work `reservedExecutorSeconds`, on the others their share of it.
 */
export function reservedSeconds(config: CampaignConfig): number[] {
  const work = workOf(config);
  const most = Math.max(...work);
  return work.map((one) => (config.parameters.reservedExecutorSeconds * one) / most);
}
