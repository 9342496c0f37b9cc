import { LANES, NAMESPACE, type Lane } from '@codecsmith/kernel';

/** Everything the lab keeps in JetStream, in one place. Only the ledger creates it ({@link ensureTopology}). */
export const STREAMS = {
  /** A copy of the log, without limits: stream sequence = position. Refilled from the ledger at any time. */
  FACTS: { subjects: [`${NAMESPACE}.fact.>`], retention: 'limits', allowsDirect: true },
  /** Wishes on their way to the ledger. Any version is taken in, so that what we do not know is quarantined, not lost. */
  COMMANDS: { subjects: ['lab.*.cmd.>'], retention: 'workqueue' },
  /** What could not be handled, with the reason; and whatever producers of the system before this one still send. */
  QUARANTINE: {
    subjects: [`${NAMESPACE}.quarantine.>`, 'proc_exp', 'proc_exp.>', 'gpu_exp', 'gpu_exp.>'],
    retention: 'limits',
    maxAgeDays: 90,
    // A limit in bytes would reserve them on the disk, and keep the stream from a small one.
    maxMessages: 10_000,
  },
} as const satisfies Record<string, StreamPlan>;

export interface StreamPlan {
  readonly subjects: readonly string[];
  readonly retention: 'limits' | 'workqueue';
  readonly maxAgeDays?: number;
  readonly maxMessages?: number;
  /** The last message of a subject may be read by a request whose own subject names it, so that permissions can. */
  readonly allowsDirect?: true;
}

export type StreamName = keyof typeof STREAMS;

/** A named reader of a stream. Its name is never changed: its place in the stream hangs on it. */
export interface DurablePlan {
  readonly stream: StreamName;
  /** The narrowest wildcard that covers what it handles. */
  readonly filter: string;
  /** The service that must bind it. */
  readonly service: string;
  /** Commands that the work may bring; each shows the token that the ledger gives for the fact in hand. */
  readonly records?: readonly string[];
  /** A lane: a service binds only those it has, at least one. */
  readonly lane?: Lane;
  /** Silence after which a delivery counts as lost and is repeated. Work in progress renews it. */
  readonly ackWaitMs: number;
  /** Deliveries in flight over all instances. */
  readonly maxAckPending: number;
}

const facts = (service: string, filter: string, more: Partial<DurablePlan> = {}): DurablePlan => ({
  stream: 'FACTS',
  filter: `${NAMESPACE}.fact.experiment.${filter}`,
  service,
  ackWaitMs: 30_000,
  maxAckPending: 256,
  ...more,
});

/** One durable for each lane, named after it. */
const executors = Object.fromEntries(
  LANES.map((lane) => [
    `executor-${lane}`,
    facts('executor', `ExecutionQueued.${lane}.>`, { lane, maxAckPending: 1_000, records: ['start-execution'] }),
  ]),
) as Record<`executor-${Lane}`, DurablePlan>;

export const DURABLES = {
  'ledger-commands': {
    stream: 'COMMANDS',
    filter: 'lab.*.cmd.>',
    service: 'ledger',
    ackWaitMs: 30_000,
    maxAckPending: 2_000,
  },
  generator: facts('generator', 'ExperimentRequested.>', { records: ['record-draft', 'record-drafting-failed'] }),
  sanitizer: facts('sanitizer', 'CandidateDrafted.>', { records: ['record-cleared', 'record-rejected'] }),
  ...executors,
  'executor-verify': facts('executor', 'VerificationRequested.>', { records: ['record-reexecution'] }),
  metrics: facts('metrics', 'CandidateExecuted.>', { records: ['record-measured', 'record-measurement-failed'] }),
  'metrics-verify': facts('metrics', 'CandidateReexecuted.>', { records: ['record-verification'] }),
  'metrics-anchor': facts('metrics', '', {
    filter: `${NAMESPACE}.fact.anchor.AnchorRequested.>`,
    records: ['record-measured', 'record-failed'],
  }),
} as const satisfies Record<string, DurablePlan>;

/** Services without a durable: one folds the whole log at each start, the other looks at views. */
export const WITHOUT_DURABLES: readonly string[] = ['campaigns', 'janitor'];

export type DurableName = keyof typeof DURABLES;

export const durablePlan = (name: DurableName): DurablePlan => DURABLES[name];

/** Durables that a service must bind, lanes apart. */
export const durablesOf = (service: string): DurableName[] =>
  (Object.keys(DURABLES) as DurableName[]).filter((name) => durablePlan(name).service === service);

/** The commands that record a durable's work, and the kind of aggregate that they go to. */
export function recordsOf(name: DurableName): { readonly aggregate: string; readonly verbs: readonly string[] } {
  const { filter, records = [] } = durablePlan(name);
  return { aggregate: filter.split('.')[3] ?? '', verbs: records };
}

/** Whether the ledger hands out a durable's work by token; that of a lane so brings its lease. */
export const isHandedOut = (name: DurableName): boolean => recordsOf(name).verbs.length > 0;
