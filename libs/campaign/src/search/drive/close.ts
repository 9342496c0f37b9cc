import type { StartedCampaign } from '../../state.ts';
import type { SearchHistory } from '../state/history.ts';
import type { Step } from './step.ts';

/**
 * The end of a campaign: the sealed clips are shown to the champion, once, and then it stops with the reason. The step
 * names the clips as they are; who takes it puts secret variants and qualities in their place.
 */
export function close(
  campaign: string,
  history: SearchHistory,
  state: StartedCampaign,
  reason: { readonly code: string; readonly message: string },
): Step[] {
  const own = { aggregate: 'campaign', aggregateId: campaign } as const;
  const stop: Step = { ...own, verb: 'stop', id: `campaigns:${campaign}:stop`, data: { reason } };
  const { sealed } = history;
  if (sealed !== null) return sealed.conclusion === null ? sealedRequest(history, sealed, state) : [stop];
  const { champion, config } = state;
  if (champion === null || config.sealed.length === 0) return [stop];
  const data = {
    experimentId: `${campaign}-sealed`,
    champion: champion.experimentId,
    code: champion.code,
    clips: config.sealed.map((clip) => clip.digest),
    qualities: config.sealedQualities,
  };
  return [{ ...own, verb: 'open-seal', id: `campaigns:${campaign}:open-seal`, data }];
}

function sealedRequest(
  history: SearchHistory,
  sealed: NonNullable<SearchHistory['sealed']>,
  state: StartedCampaign,
): Step[] {
  const { seal, config } = state;
  if (sealed.requested || seal === null) return [];
  const champion = history
    .proposals()
    .flat()
    .find(({ plan }) => plan.experimentId === seal.champion)?.drafted;
  if (champion == null) throw new Error(`the champion ${seal.champion} has no draft`);
  const { fileName, language } = champion;
  return [
    {
      aggregate: 'experiment',
      verb: 'request',
      id: `campaigns:${sealed.experimentId}`,
      aggregateId: sealed.experimentId,
      data: {
        source: { kind: 'submitted', code: seal.code, fileName, language },
        clips: seal.clips,
        qualities: seal.qualities,
        track: config.track,
        limits: config.limits,
        lane: config.lane,
        campaign: history.id,
        parents: [seal.champion],
        operator: 'sealed',
      },
    },
  ];
}
