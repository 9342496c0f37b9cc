import { NAMESPACE, type Fact } from '@codecsmith/kernel';

/** What a command is about. */
export interface CommandAddress {
  readonly aggregate: string;
  readonly verb: string;
}

/** A command's address and who sent it, as its subject says. */
export interface SentAddress extends CommandAddress {
  /** `service:<name>` or `user:<name>`; undefined where the subject names nobody. */
  readonly actor: string | undefined;
}

/**
 * Where a command is kept for the ledger: `lab.v1.cmd.<aggregate>.<verb>`, then who sends it (`service.<name>` or
 * `user.<name>`). The server lets each user publish its own name only, so the subject proves the sender.
 *
 * @param actor `service:<name>` or `user:<name>`; without one the sender stays unnamed
 */
export const commandSubject = (address: CommandAddress, actor?: string): string => sentSubject('cmd', address, actor);
/** As {@link commandSubject}, for a command that is answered. */
export const askSubject = (address: CommandAddress, actor?: string): string => sentSubject('ask', address, actor);

const SENDER = /^(service|user):([A-Za-z0-9_-]+|\*|<name>)$/;

function sentSubject(way: 'cmd' | 'ask', { aggregate, verb }: CommandAddress, actor?: string): string {
  const subject = `${NAMESPACE}.${way}.${aggregate}.${verb}`;
  if (actor === undefined) return subject;
  const [, kind, name] = SENDER.exec(actor) ?? [];
  if (kind === undefined || name === undefined) {
    throw new Error(
      `${actor} cannot send commands; allowed: service:<name> or user:<name> of letters, digits, _ and -`,
    );
  }
  return `${subject}.${kind}.${name}`;
}

/** Every ask; the ledger subscribes to it. */
export const ALL_ASKS = `${NAMESPACE}.ask.>`;
export const LEASE_BEAT: CommandAddress = { aggregate: 'lease', verb: 'beat' };
/** What executors say of themselves, and what is asked about them; none of it is a fact. */
export const EXECUTOR_BEAT: CommandAddress = { aggregate: 'executor', verb: 'beat' };
export const EXECUTOR_LIST: CommandAddress = { aggregate: 'executor', verb: 'list' };
export const EXECUTOR_ORDER: CommandAddress = { aggregate: 'executor', verb: 'order' };
/** Asks the ledger for a place of one's own in stream FACTS. */
export const FOLLOW: CommandAddress = { aggregate: 'facts', verb: 'follow' };
/** Asks the ledger for the token of work in hand of a durable; the subject names it, so that the server can refuse. */
export const takeWorkFrom = (durable: string): CommandAddress => ({ aggregate: 'take', verb: durable });
/** An ask from any service or user that has a name. */
export const fromAnybody = (address: CommandAddress): string => `${askSubject(address)}.*.*`;

const COMMAND_SUBJECT =
  /^lab\.v1\.(?:cmd|ask)\.([a-z][a-z0-9-]*)\.([a-z][a-z0-9-]*)(?:\.(service|user)\.([A-Za-z0-9_-]+))?$/;

/** The address in a command's or ask's subject, or undefined when it is none of this version. */
export function addressOf(subject: string): SentAddress | undefined {
  const [, aggregate, verb, kind, name] = COMMAND_SUBJECT.exec(subject) ?? [];
  if (aggregate === undefined || verb === undefined) return undefined;
  return { aggregate, verb, actor: kind === undefined ? undefined : `${kind}:${name}` };
}

/** NATS' own rule: `*` is one token, `>` one or more at the end. The subject may be a filter itself. */
export function subjectMatches(filter: string, subject: string): boolean {
  const [wanted, tokens] = [filter.split('.'), subject.split('.')];
  const open = wanted.at(-1) === '>';
  if (open ? tokens.length < wanted.length : tokens.length !== wanted.length) return false;
  return (open ? wanted.slice(0, -1) : wanted).every((token, index) => token === '*' || token === tokens[index]);
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

/** Where a service says that it has done what it took into hand again; the message then leaves quarantine. */
export const redrivenSubject = (origin: string): string => `${NAMESPACE}.redriven.${origin}`;
