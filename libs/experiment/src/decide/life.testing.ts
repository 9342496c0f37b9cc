import type { RecordedFact } from '@codecsmith/kernel';
import { replay } from '../evolve/evolve.ts';
import type { ExperimentCommandData, ExperimentCommandInput, ExperimentCommandType } from '../commands/index.ts';
import { experimentCommands } from '../commands/index.ts';
import type { ExperimentCommand } from '../commands/index.ts';
import type { ExperimentFact } from '../facts/index.ts';
import {
  sampleCleared,
  sampleClip,
  sampleCode,
  sampleDraft,
  sampleFailure,
  sampleMeasured,
  sampleRun,
  sampleToken,
} from '../testing/index.testing.ts';
import { decide } from './decide.ts';
import type { ExperimentContext } from './outcome.ts';

/** Words for specs: given these facts, when this command, then these facts or this refusal. */
export const park = sampleClip();

export const context: ExperimentContext = {
  now: '2026-01-01T00:00:00.000Z',
  clip: (reference) => (reference === park.name || reference === park.digest ? park : undefined),
  lease: { valid: true, expired: false, lastBeatAt: '2026-01-01T00:00:00.000Z' },
  splitsExecution: false,
  duplicateOf: () => null,
};

const requestData: ExperimentCommandInput<'request'> = {
  source: { kind: 'submitted', code: sampleCode, fileName: 'codec.py' },
  clips: ['park'],
  qualities: [20, 80],
};

const withoutPictures = ({ reconstruction: _, ...run }: ReturnType<typeof sampleRun>) => run;
const encodedRun = (quality: number) => {
  const { decode: _, ...run } = withoutPictures(sampleRun(quality));
  return run;
};

/** Data of each command as its sender would write it, for an experiment that goes well. */
const inputs: { [T in ExperimentCommandType]: ExperimentCommandInput<T> } = {
  request: requestData,
  'record-draft': sampleDraft(),
  'record-drafting-failed': { cause: { code: 'refused', message: 'the model declined' } },
  'record-cleared': sampleCleared(),
  'record-rejected': { violations: [{ rule: 'syntax', line: 3, column: 1, message: 'no', advice: 'mend it' }] },
  'start-execution': { attempt: 1, executor: 'executor-1', lane: 'cpu', environment: { python: '3.11' } },
  'record-encoded': {
    attempt: 1,
    token: sampleToken,
    code: sampleCode.digest,
    runs: [encodedRun(20), encodedRun(80)],
    deterministic: true,
    jail: { tier: 'B', unsafe: true, files: 'private' },
    log: null,
  },
  'record-executed': {
    attempt: 1,
    token: sampleToken,
    code: sampleCode.digest,
    runs: [sampleRun(20), sampleRun(80)],
    deterministic: null,
    codingMode: { mode: 'low-delay', provedBy: 'nothing', packets: 0, finding: null },
    jail: { tier: 'A', unsafe: false },
    log: null,
  },
  'record-execution-failed': sampleFailure(),
  'report-lab-fault': { attempt: 1, token: sampleToken, reason: 'no room for the jail' },
  'record-measured': sampleMeasured(),
  'record-measurement-failed': { attempt: 1, cause: { code: 'size', message: 'one frame short' } },
  cancel: {},
  'expire-attempt': { attempt: 1 },
  'expire-phase': { phase: 'queued', version: 4, limitMs: 1000 },
  verify: {},
  annotate: { name: 'best so far', tag: ['paper'], starred: true },
  'record-reexecution': {
    attempt: 1,
    runs: [{ clip: park.digest, quality: 20, bitstream: null, reconstruction: null, problems: ['gone'] }],
    environment: {},
  },
  'record-verification': { matches: 4, differences: [] },
};

export function command<T extends ExperimentCommandType>(type: T, change: object = {}): ExperimentCommand {
  const data = experimentCommands[type].parse({ ...inputs[type], ...change }) as ExperimentCommandData<T>;
  return {
    id: 'command',
    type,
    aggregate: 'experiment',
    aggregateId: 'exp-1',
    actor: 'user:test',
    data,
  } as ExperimentCommand;
}

/** Facts numbered as the ledger would. */
export const recorded = (facts: readonly ExperimentFact[]): RecordedFact[] =>
  facts.map((draft, index) => ({ ...draft, version: index + 1, occurredAt: context.now }));

/** Plays commands one after another, each of which must be accepted, and returns all their facts. */
export function lived(...types: (ExperimentCommandType | ExperimentCommand)[]): ExperimentFact[] {
  const facts: ExperimentFact[] = [];
  for (const step of types) {
    const decision = when(facts, typeof step === 'string' ? command(step) : step);
    if (!decision.accepted) throw new Error(`${JSON.stringify(step)}: ${decision.refusal.message}`);
    facts.push(...decision.facts);
  }
  return facts;
}

export const when = (
  given: readonly ExperimentFact[],
  cmd: ExperimentCommand,
  change: Partial<ExperimentContext> = {},
) => decide(replay(recorded(given)), cmd, { ...context, ...change });
