import { EntitySchema } from 'typeorm';
import { position } from './columns.ts';

/** A campaign in lists: what its own facts say, written in their transaction. */
export interface CampaignRow {
  id: string;
  phase: 'running' | 'paused' | 'stopped';
  startedAt: Date;
  stoppedAt: Date | null;
  /** Digests of the sealed clips that its champion was shown. */
  opened: string[];
  /** Positions of its own facts; those of its experiments are in their rows. */
  firstPosition: number;
  lastPosition: number;
  version: number;
}

export const campaignTable = new EntitySchema<CampaignRow>({
  name: 'Campaign',
  tableName: 'campaigns',
  columns: {
    id: { type: 'text', primary: true },
    phase: { type: 'text' },
    startedAt: { type: 'timestamptz', name: 'started_at' },
    stoppedAt: { type: 'timestamptz', name: 'stopped_at', nullable: true },
    opened: { type: 'text', array: true },
    firstPosition: { ...position, name: 'first_position' },
    lastPosition: { ...position, name: 'last_position' },
    version: { type: 'integer' },
  },
});
