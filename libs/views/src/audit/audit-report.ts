import type { RelayRepair } from '@codecsmith/ledger';
import type { EntityManager } from 'typeorm';

/** What an audit may find. `suspicion`: nothing is broken, but someone should look. */
export type FindingCode =
  'gap' | 'hash' | 'column' | 'version' | 'unreadable' | 'view' | 'stream' | 'artifact' | 'identical_measurements';

export interface Finding {
  readonly code: FindingCode;
  readonly severity: 'damage' | 'suspicion';
  /** Position of the fact, where it is about one. */
  readonly position: number | null;
  /** Names what was found and what was expected. */
  readonly message: string;
}

export interface AuditReport {
  /** Facts that were read. */
  readonly facts: number;
  readonly head: { readonly position: number; readonly hash: string };
  /** Messages of stream FACTS that were compared, and how many are the log's; null where the bus was not read. */
  readonly stream: { readonly messages: number; readonly same: number } | null;
  readonly findings: readonly Finding[];
  /** Reconstructions that are not in the store and that `verify` makes again. */
  readonly trimmed: number;
  /** What the relay found in the stream that was not the log's, and mended. */
  readonly repairs: readonly RelayRepair[];
}

/** A part of an audit that reads the database, with a name for people. */
export type AuditPart = readonly [name: string, findings: (manager: EntityManager) => Promise<Finding[]>];

export const damage = (code: FindingCode, position: number | null, message: string): Finding => ({
  code,
  severity: 'damage',
  position,
  message,
});
