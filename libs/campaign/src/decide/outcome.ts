import type { Decision, FactDraft } from '@codecsmith/kernel';
import type { CampaignCommand } from '../commands/index.ts';
import { versionOf } from '../versions/index.ts';
import type { CampaignFact, CampaignFactData, CampaignFactType } from '../facts/index.ts';

export type CampaignDecision = Decision<CampaignFact>;

/** The command of one verb, with its data. */
export type CommandOf<T extends CampaignCommand['type']> = Extract<CampaignCommand, { type: T }>;

/** A fact draft of the newest schema version. */
export function fact<T extends CampaignFactType>(type: T, data: CampaignFactData<T>) {
  return { type, schemaVersion: versionOf(type), data } as const satisfies FactDraft as Extract<
    CampaignFact,
    { type: T }
  >;
}
