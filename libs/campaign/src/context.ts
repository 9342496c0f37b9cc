import type { Clip } from '@codecsmith/experiment';

/** What the ledger knows beside the campaign itself when it decides. */
export interface CampaignContext {
  /** The ledger's clock, ISO 8601. */
  readonly now: string;
  /** Clip by digest or by name. */
  clip(reference: string): Clip | undefined;
}
