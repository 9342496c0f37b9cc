import type { Outcome, Phase } from '@codecsmith/experiment';
import { EntitySchema } from 'typeorm';
import { position } from './columns.ts';

/** An experiment in lists: one row, written in the transaction of its facts. */
export interface ExperimentRow {
  id: string;
  campaign: string | null;
  phase: Phase;
  /** Version of the fact that opened the phase; a deadline refers to it. */
  phaseVersion: number;
  phaseSince: Date;
  outcome: Outcome | null;
  causeCode: string | null;
  causeMessage: string | null;
  /** `submitted`, or the provider that generates. */
  source: string;
  lane: string;
  /** Names of the clips. */
  clips: string[];
  parents: string[];
  operator: string | null;
  /** Digest of the code that runs. */
  candidate: string | null;
  language: string | null;
  family: string | null;
  attempt: number;
  executor: string | null;
  score: number | null;
  /** BD-rate percent of the tier reached. */
  tierPercent: number | null;
  flags: string[];
  /** What people call it: as they named it, else the name of the file; null for what a generator made. */
  name: string | null;
  /** The name before anybody gave another. */
  requestName: string | null;
  note: string | null;
  tags: string[];
  starred: boolean;
  /** Digests and numbers of frames, in the order of `clips`. */
  clipDigests: string[];
  clipFrames: number[];
  qualities: number[];
  /** Encoder and mode that the score is taken against. */
  scoreAnchor: string | null;
  /** Scores compare where this is equal: anchor, mode and the digests of all clips. */
  scoreKey: string | null;
  requestedAt: Date;
  updatedAt: Date;
  concludedAt: Date | null;
  firstPosition: number;
  lastPosition: number;
  version: number;
}

export const experimentTable = new EntitySchema<ExperimentRow>({
  name: 'Experiment',
  tableName: 'experiments',
  columns: {
    id: { type: 'text', primary: true },
    campaign: { type: 'text', nullable: true },
    phase: { type: 'text' },
    phaseVersion: { type: 'integer', name: 'phase_version' },
    phaseSince: { type: 'timestamptz', name: 'phase_since' },
    outcome: { type: 'text', nullable: true },
    causeCode: { type: 'text', name: 'cause_code', nullable: true },
    causeMessage: { type: 'text', name: 'cause_message', nullable: true },
    source: { type: 'text' },
    lane: { type: 'text' },
    clips: { type: 'text', array: true },
    parents: { type: 'text', array: true },
    operator: { type: 'text', nullable: true },
    candidate: { type: 'text', nullable: true },
    language: { type: 'text', nullable: true },
    family: { type: 'text', nullable: true },
    attempt: { type: 'integer' },
    executor: { type: 'text', nullable: true },
    score: { type: 'double precision', nullable: true },
    tierPercent: { type: 'double precision', name: 'tier_percent', nullable: true },
    flags: { type: 'text', array: true },
    name: { type: 'text', nullable: true },
    requestName: { type: 'text', name: 'request_name', nullable: true },
    note: { type: 'text', nullable: true },
    tags: { type: 'text', array: true },
    starred: { type: 'boolean' },
    clipDigests: { type: 'text', name: 'clip_digests', array: true },
    clipFrames: { type: 'integer', name: 'clip_frames', array: true },
    qualities: { type: 'integer', array: true },
    scoreAnchor: { type: 'text', name: 'score_anchor', nullable: true },
    scoreKey: { type: 'text', name: 'score_key', nullable: true },
    requestedAt: { type: 'timestamptz', name: 'requested_at' },
    updatedAt: { type: 'timestamptz', name: 'updated_at' },
    concludedAt: { type: 'timestamptz', name: 'concluded_at', nullable: true },
    firstPosition: { ...position, name: 'first_position' },
    lastPosition: { ...position, name: 'last_position' },
    version: { type: 'integer' },
  },
});
