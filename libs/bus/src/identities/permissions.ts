import { LANES, NAMESPACE } from '@codecsmith/kernel';
import { durablePlan, isHandedOut, recordsOf, type DurableName } from '../topology/topology.ts';
import {
  askSubject,
  commandSubject,
  durableBeat,
  EXECUTOR_BEAT,
  EXECUTOR_LIST,
  EXECUTOR_ORDER,
  FOLLOW,
  LEASE_BEAT,
  quarantineSubject,
  redriveSubject,
  redrivenSubject,
  takeWorkFrom,
} from '../topology/subjects.ts';
import { actorOf, durablesFor, speakerKind, type Identity, type Role } from './roles.ts';

/** What the server lets an identity publish and subscribe to; whatever is not listed is refused. */
export interface Permissions {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
  /** It may answer, once, each message that it was sent with a reply subject. */
  readonly answers: boolean;
}

/** Commands by aggregate. */
type Verbs = Readonly<Record<string, readonly string[]>>;

/** What one role may do beyond what all may; the durables of the topology that belong to it are added to that. */
interface RolePlan {
  /** Commands that it may ask for in its own name. */
  readonly asks?: Verbs;
  /** Subjects beside those that follow from the fields above. */
  readonly publish?: readonly string[];
  readonly subscribe?: readonly string[];
  /** It may read any fact by position or subject; `follow`: also all of them, through a durable that the ledger makes. */
  readonly readsFacts?: 'single' | 'follow';
  /** It may read the last fact of these types of any experiment, and no other. */
  readonly readsLast?: readonly string[];
}

const API = '$JS.API';

/** What people do, on the bus or through the api. */
const PEOPLE: Verbs = {
  experiment: ['request', 'cancel', 'verify', 'annotate'],
  campaign: ['start', 'steer', 'pause', 'resume', 'stop'],
  clip: ['add', 'correct', 'rename', 'remove'],
  anchor: ['measure'],
  legacy: ['import'],
};
const ANYBODY = 'user:*';

/**
 * Where the system before this one took its jobs, as far as a server can be told: of `proc_exp_42` it knows no pattern, and
 * `*` would let its user subscribe to `>`.
 */
const LEGACY = ['proc_exp', 'proc_exp.>', 'gpu_exp', 'gpu_exp.>'];
/** Facts that are replayed below another subject, of one word or two. */
const REPLAYED = ['*', '*.*'].map((above) => `${above}.${NAMESPACE}.fact.>`);

/** The table that everything else is made from: the server's users, the manual's page, the tests. */
const PLANS: Readonly<Record<Role, RolePlan>> = {
  /** The only one that publishes facts, and that makes, purges or deletes streams, durables and consumers. */
  ledger: {
    publish: [`${NAMESPACE}.fact.>`, `${NAMESPACE}.quarantine.>`, `${API}.>`, '_INBOX.>'],
    subscribe: [`${NAMESPACE}.fact.>`, `${NAMESPACE}.ask.>`],
  },
  /** It speaks for the holders of its tokens. */
  api: {
    publish: [
      ...asksOf(PEOPLE, ANYBODY),
      ...[EXECUTOR_LIST, EXECUTOR_ORDER].map((address) => askSubject(address, 'service:api')),
      `${API}.CONSUMER.INFO.*.*`,
      ...['FACTS', 'COMMANDS'].map((stream) => `${API}.STREAM.MSG.GET.${stream}`),
      ...['STREAM.INFO', 'STREAM.MSG.GET', 'STREAM.MSG.DELETE'].map((call) => `${API}.${call}.QUARANTINE`),
      redriveSubject('*'),
    ],
    subscribe: [redrivenSubject('*')],
  },
  generator: {
    readsFacts: 'single',
    // It tries a draft as an experiment of its own.
    asks: { campaign: ['reserve', 'settle', 'report-model'], experiment: ['request', 'cancel'] },
  },
  sanitizer: { readsFacts: 'single' },
  metrics: { readsFacts: 'single' },
  campaigns: {
    readsFacts: 'follow',
    asks: {
      experiment: ['request', 'cancel'],
      campaign: ['plan', 'settle', 'crown', 'learn', 'open-seal', 'stop'],
      clip: ['add'],
    },
  },
  janitor: {
    asks: { experiment: ['expire-attempt', 'expire-phase'] },
    publish: [`${API}.CONSUMER.INFO.*.*`, `${API}.STREAM.INFO.QUARANTINE`, quarantineSubject('legacy')],
    subscribe: [durableBeat('*')],
  },
  executor: {
    asks: {
      experiment: ['record-encoded', 'record-executed', 'record-execution-failed', 'report-lab-fault'],
      [LEASE_BEAT.aggregate]: [LEASE_BEAT.verb],
      [EXECUTOR_BEAT.aggregate]: [EXECUTOR_BEAT.verb],
    },
    readsLast: ['ExecutionQueued', 'CandidateExecuted'],
  },
  submitter: {
    asks: PEOPLE,
    readsFacts: 'follow',
    publish: [...withoutName(PEOPLE), ...REPLAYED, ...LEGACY],
    subscribe: [`${NAMESPACE}.fact.>`, ...REPLAYED],
  },
  reader: { readsFacts: 'follow', subscribe: [`${NAMESPACE}.fact.>`, ...REPLAYED] },
};

/** What the server must allow an identity. */
export function permissionsOf(identity: Identity): Permissions {
  const { asks = {}, publish = [], subscribe = [], readsFacts, readsLast = [] } = PLANS[identity.role];
  const { name, role } = identity;
  const durables = durablesFor(identity);
  const isPerson = speakerKind(role) === 'user';
  return {
    publish: unique([
      `${API}.INFO`,
      ...asksOf(asks, actorOf(identity)),
      ...(isPerson ? commandsOf(asks, actorOf(identity)) : []),
      ...durables.flatMap((durable) => workOn(durable, identity)),
      ...durables.filter(isHandedOut).map((durable) => askSubject(takeWorkFrom(durable), actorOf(identity))),
      ...(readsFacts === undefined ? [] : SINGLE_FACTS),
      ...(readsFacts === 'follow' ? follow(identity) : []),
      ...readsLast.flatMap(lastOf),
      ...publish,
    ]),
    subscribe: [`_INBOX.${name}.>`, ...durables.map(redriveSubject), ...subscribe],
    answers: durables.length > 0,
  };
}

/** Two lanes bring the same commands. */
const unique = (subjects: readonly string[]): string[] => [...new Set(subjects)];

function asksOf(verbs: Verbs, actor?: string): string[] {
  return subjectsOf(verbs, (address) => askSubject(address, actor));
}

function commandsOf(verbs: Verbs, actor?: string): string[] {
  return subjectsOf(verbs, (address) => commandSubject(address, actor));
}

/** The subjects of those who do not say who they are: the ledger calls them `user:bus`. */
function withoutName(verbs: Verbs): string[] {
  return [...asksOf(verbs), ...commandsOf(verbs)];
}

function subjectsOf(verbs: Verbs, subject: (address: { aggregate: string; verb: string }) => string): string[] {
  return Object.entries(verbs).flatMap(([aggregate, all]) => all.map((verb) => subject({ aggregate, verb })));
}

/** To record what came of a durable's work, fetch from it, settle what was fetched, give it up, and say that it is worked through. */
function workOn(durable: DurableName, identity: Identity): string[] {
  const { aggregate, verbs } = recordsOf(durable);
  return [
    ...asksOf({ [aggregate]: verbs }, actorOf(identity)),
    ...takeFrom(durablePlan(durable).stream, durable),
    durableBeat(durable),
    quarantineSubject(durable),
    redrivenSubject(durable),
  ];
}

const takeFrom = (stream: string, consumer: string): string[] => [
  `${API}.CONSUMER.INFO.${stream}.${consumer}`,
  `${API}.CONSUMER.MSG.NEXT.${stream}.${consumer}`,
  `$JS.ACK.${stream}.${consumer}.>`,
];

const SINGLE_FACTS = ['STREAM.INFO.FACTS', 'STREAM.MSG.GET.FACTS', 'DIRECT.GET.FACTS', 'DIRECT.GET.FACTS.>'].map(
  (call) => `${API}.${call}`,
);

/** Nobody but the ledger makes a consumer: whoever makes one chooses the subject to which the server delivers. */
const follow = (identity: Identity): string[] => [
  askSubject(FOLLOW, actorOf(identity)),
  ...takeFrom('FACTS', identity.name),
];

const lastOf = (type: string): string[] => {
  const subject = `${API}.DIRECT.GET.FACTS.${NAMESPACE}.fact.experiment.${type}`;
  return type === 'ExecutionQueued' ? LANES.map((lane) => `${subject}.${lane}.*`) : [`${subject}.*`];
};
