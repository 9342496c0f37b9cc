import {
  experimentCommands,
  experimentDecider,
  type Clip,
  type ExperimentCommand,
  type ExperimentContext,
  type ExperimentFact,
  type ExperimentState,
} from '@codecsmith/experiment';
import { createHash } from 'node:crypto';
import {
  defineAggregate,
  type Aggregate,
  type LeaseChange,
  type LeaseClaim,
  type LookupKey,
} from '../port/aggregate.ts';
import { missingArtifact, type NamedArtifact } from './artifact-check.ts';
import { CLIP } from './clip.aggregate.ts';

const TREE = 'tree';
const ID_HEX_CHARACTERS = 20;

/** Id of an experiment whose request names none: the same command makes the same experiment. */
export const experimentIdFor = (commandId: string): string =>
  `exp-${createHash('sha256').update(commandId).digest('hex').slice(0, ID_HEX_CHARACTERS)}`;

/** How a lab runs its experiments. */
interface ExperimentPolicy {
  /** Another executor decodes than the one that encoded. */
  readonly splitsExecution: boolean;
}

/** An experiment as the ledger runs it. */
export const experimentAggregateOf = ({ splitsExecution }: ExperimentPolicy): Aggregate =>
  defineAggregate<ExperimentState, typeof experimentCommands, ExperimentFact, ExperimentContext, ExperimentCommand>({
    name: 'experiment',
    commands: experimentCommands,
    decider: experimentDecider,
    bringsWork: ['request', 'verify'],
    context: ({ now, lease, lookup }) => ({
      now,
      lease,
      splitsExecution,
      clip: (reference) => lookup(CLIP, reference) as Clip | undefined,
      duplicateOf: (tree) => (lookup(TREE, tree) as string | undefined) ?? null,
    }),
    idFor: ({ id, type }) => (type === 'request' ? experimentIdFor(id) : undefined),
    correlationFor: (command) => (command.type === 'request' ? (command.data.campaign ?? undefined) : undefined),
    lookups: lookupsOf,
    entries: (fact) =>
      fact.type === 'CandidateCleared'
        ? [{ kind: TREE, key: (fact.data as { tree: string }).tree, value: fact.aggregateId }]
        : [],
    lease: leaseClaimOf,
    leaseChanges: (facts) => facts.flatMap(({ type, data }) => leaseChangeOf(type, data)),
    async prepare(command, artifacts) {
      if (command.type === 'request' && command.data.source.kind === 'submitted') {
        const { code, ...source } = command.data.source;
        if (typeof code === 'string') {
          const stored = await artifacts.put(Buffer.from(code, 'utf8'));
          return { data: { ...command.data, source: { ...source, code: stored } } };
        }
      }
      const refusal = await missingArtifact(artifacts, artifactsOf(command));
      return refusal === undefined ? { data: command.data } : { refusal };
    },
  });

/** One executor does both sides. */
export const experimentAggregate = experimentAggregateOf({ splitsExecution: false });

function lookupsOf(command: ExperimentCommand): LookupKey[] {
  if (command.type === 'request') return command.data.clips.map((key) => ({ kind: CLIP, key }));
  return command.type === 'record-cleared' ? [{ kind: TREE, key: command.data.tree }] : [];
}

function leaseClaimOf(command: ExperimentCommand): LeaseClaim | undefined {
  switch (command.type) {
    case 'record-encoded':
    case 'record-executed':
    case 'record-execution-failed':
    case 'report-lab-fault':
      return { attempt: command.data.attempt, token: command.data.token };
    case 'start-execution':
    case 'expire-attempt':
      return { attempt: command.data.attempt, token: null };
    default:
      return undefined;
  }
}

/** Order matters: the first fact that ends a lease gives the reason. */
function leaseChangeOf(type: string, data: unknown): LeaseChange[] {
  switch (type as ExperimentFact['type']) {
    case 'ExecutionStarted': {
      const { attempt, executor } = data as { attempt: number; executor: string };
      return [{ change: 'grant', attempt, executor }];
    }
    case 'ExecutorLost':
    case 'ExperimentRetried':
      return [{ change: 'end', reason: 'fenced' }];
    case 'ExperimentCancelled':
      return [{ change: 'end', reason: 'cancelled' }];
    case 'BitstreamsEncoded':
    case 'CandidateExecuted':
    case 'ExperimentConcluded':
      return [{ change: 'end', reason: 'concluded' }];
    default:
      return [];
  }
}

function artifactsOf(command: ExperimentCommand): NamedArtifact[] {
  switch (command.type) {
    case 'request': {
      const { source } = command.data;
      return source.kind === 'submitted' && typeof source.code !== 'string'
        ? [['source.code', source.code.digest]]
        : [];
    }
    case 'record-draft': {
      const { code, prompt, reply } = command.data;
      return [
        ['code', code.digest],
        ['prompt', prompt],
        ['reply', reply],
      ];
    }
    case 'record-cleared':
      return [
        ['cleared', command.data.cleared.digest],
        ['lineMap', command.data.lineMap],
      ];
    case 'record-encoded':
      return [
        ...command.data.runs.map(({ bitstream }, index): NamedArtifact => [
          `runs.${index}.bitstream`,
          bitstream.digest,
        ]),
        ['log', command.data.log],
      ];
    case 'record-executed':
      return [
        ...command.data.runs.flatMap(({ bitstream, reconstruction }, index): NamedArtifact[] => [
          [`runs.${index}.bitstream`, bitstream.digest],
          [`runs.${index}.reconstruction`, reconstruction.digest],
        ]),
        ['log', command.data.log],
      ];
    case 'record-execution-failed':
      return [['log', command.data.log]];
    case 'record-measured':
      return [
        ...command.data.measurements.map(({ perFrame }, index): NamedArtifact => [
          `measurements.${index}.perFrame`,
          perFrame,
        ]),
        ...(command.data.anchors ?? []).map(({ curve }, index): NamedArtifact => [`anchors.${index}.curve`, curve]),
      ];
    default:
      return [];
  }
}
