import { NAMESPACE, type Fact } from '@codecsmith/kernel';

/** Where a command stands: `lab.v1.cmd.<aggregate>.<verb>` durable, `lab.v1.ask.<aggregate>.<verb>` answered. */
export interface CommandAddress {
  readonly aggregate: string;
  readonly verb: string;
}

export const commandSubject = ({ aggregate, verb }: CommandAddress): string => `${NAMESPACE}.cmd.${aggregate}.${verb}`;
export const askSubject = ({ aggregate, verb }: CommandAddress): string => `${NAMESPACE}.ask.${aggregate}.${verb}`;

/** Every ask; the ledger subscribes to it. */
export const ALL_ASKS = `${NAMESPACE}.ask.>`;
export const LEASE_BEAT: CommandAddress = { aggregate: 'lease', verb: 'beat' };
/** What executors say of themselves, and what is asked about them; none of it is a fact. */
export const EXECUTOR_BEAT: CommandAddress = { aggregate: 'executor', verb: 'beat' };
export const EXECUTOR_LIST: CommandAddress = { aggregate: 'executor', verb: 'list' };
export const EXECUTOR_ORDER: CommandAddress = { aggregate: 'executor', verb: 'order' };

/** The address in a command's or ask's subject, or undefined when it is none of this version. */
export function addressOf(subject: string): CommandAddress | undefined {
  const match = /^lab\.v1\.(?:cmd|ask)\.([a-z][a-z0-9-]*)\.([a-z][a-z0-9-]*)$/.exec(subject);
  return match?.[1] === undefined || match[2] === undefined ? undefined : { aggregate: match[1], verb: match[2] };
}

/** Where a fact is published: `lab.v1.fact.<aggregate>.<FactType>.<id>`; queued work has its lane before the id. */
export function factSubject(fact: Pick<Fact, 'aggregate' | 'type' | 'aggregateId' | 'data'>): string {
  const place = [NAMESPACE, 'fact', fact.aggregate, fact.type];
  if (fact.type === 'ExecutionQueued') place.push((fact.data as { lane: string }).lane);
  return [...place, fact.aggregateId].join('.');
}

/** Where an instance that works through a durable says so, every {@link DURABLE_BEAT_MS}; not kept anywhere. */
export const durableBeat = (durable: string): string => `${NAMESPACE}.beat.${durable}`;
export const DURABLE_BEAT_MS = 2_000;

/** Where a message that cannot be handled is kept; `origin` is the durable that gave it up. */
export const quarantineSubject = (origin: string): string => `${NAMESPACE}.quarantine.${origin}`;

/** Where a service is asked to take a message of its own into hand again that lies in quarantine. */
export const redriveSubject = (origin: string): string => `${NAMESPACE}.redrive.${origin}`;
