import type { CampaignConfig, CampaignFactData } from './facts/index.ts';
import type { Amounts } from './facts/shared.schema.ts';
import type { Course } from './facts/steering.schema.ts';

/** A campaign that nobody has started. */
interface AbsentCampaign {
  readonly phase: 'absent';
}

/** What later decisions need of a campaign's past. */
export interface StartedCampaign {
  readonly phase: 'running' | 'paused' | 'stopped';
  readonly config: CampaignConfig;
  /** What people changed since it started. */
  readonly course: Course;
  readonly startedAt: string;
  readonly stoppedAt: string | null;
  /** Highest proposal number so far. */
  readonly planned: number;
  /** Highest resample of the proposals that were drawn again. */
  readonly resamples: Readonly<Record<number, number>>;
  readonly spent: Amounts;
  /** Reservations that were not settled yet. */
  readonly open: Readonly<Record<string, Amounts>>;
  readonly champion: CampaignFactData<'ChampionCrowned'> | null;
  /** Models that have no answer now, and why. */
  readonly waiting: Readonly<Record<string, string>>;
  /** Number of lessons so far. */
  readonly lessons: number;
  readonly seal: CampaignFactData<'SealOpened'> | null;
  readonly stopped: CampaignFactData<'CampaignStopped'> | null;
}

export type CampaignState = AbsentCampaign | StartedCampaign;

export const ABSENT_CAMPAIGN: CampaignState = { phase: 'absent' };
