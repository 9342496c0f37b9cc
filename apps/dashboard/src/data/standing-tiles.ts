import type { CampaignStanding } from '@codecsmith/client';
import { percent } from './format.ts';
import { verdictOf } from './verdict.ts';

/** What a score is. */
const SCORE_NOTE = 'of the anchor’s bits saved; below zero: spent';

/** Champion and verdict of a search. */
export const standingTiles = (campaign: CampaignStanding) => [
  { name: 'Champion', value: percent(campaign.champion?.score), note: SCORE_NOTE },
  { name: 'Sealed verdict', ...verdictOf(campaign) },
];
