import type { ExperimentCommandInput } from '@codecsmith/experiment';
import type { CampaignCommandInput, CampaignCommandType } from '../../commands/index.ts';

/** Something that the process manager asks the ledger for. Its id is the same however often it is derived. */
export type Step =
  | {
      [T in CampaignCommandType]: {
        readonly aggregate: 'campaign';
        readonly verb: T;
        readonly id: string;
        readonly aggregateId: string;
        readonly data: CampaignCommandInput<T>;
      };
    }[CampaignCommandType]
  | {
      [T in 'request' | 'cancel']: {
        readonly aggregate: 'experiment';
        readonly verb: T;
        readonly id: string;
        readonly aggregateId: string;
        readonly data: ExperimentCommandInput<T>;
      };
    }['request' | 'cancel'];
