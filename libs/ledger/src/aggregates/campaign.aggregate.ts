import {
  campaignCommands,
  campaignDecider,
  type CampaignCommand,
  type CampaignContext,
  type CampaignFact,
  type CampaignState,
} from '@codecsmith/campaign';
import type { Clip } from '@codecsmith/experiment';
import { defineAggregate } from '../port/aggregate.ts';

const CLIP = 'clip';

/** A campaign as a ledger runs it. */
export const campaignAggregate = defineAggregate<
  CampaignState,
  typeof campaignCommands,
  CampaignFact,
  CampaignContext,
  CampaignCommand
>({
  bringsWork: ['start'],
  name: 'campaign',
  commands: campaignCommands,
  decider: campaignDecider,
  context: ({ now, lookup }) => ({ now, clip: (reference) => lookup(CLIP, reference) as Clip | undefined }),
  lookups: (command) =>
    command.type === 'start' ? [...command.data.clips, ...command.data.sealed].map((key) => ({ kind: CLIP, key })) : [],
});
