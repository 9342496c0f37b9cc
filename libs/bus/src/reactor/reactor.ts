import { versionOf } from '@codecsmith/experiment';
import { fromFactEvent, type Answer, type Fact } from '@codecsmith/kernel';
import type { NatsConnection } from '@nats-io/transport-node';
import { ZodError } from 'zod';
import type { AskOptions } from '../connection/ask.ts';
import { readJson, UnreadableMessage } from '../messages/read-command.ts';
import { durablePlan, type DurableName } from '../topology/topology.ts';
import { WorkInHand } from '../work/work-in-hand.ts';
import { observed, type HandledMessage } from './observed.ts';
import { Quarantine, RetryLater } from './outcomes.ts';
import { PullWorker, type WorkAfterAck, type Delivery, type PullWorkerOptions } from './pull-worker.ts';

/** A command that a reactor sends about the fact in hand; whatever is left out is taken from the fact. */
export interface ReactorCommand {
  readonly verb: string;
  readonly data: unknown;
  /** Default `<durable>:<factId>`: a repeat of the same step gives the same id. */
  readonly id?: string;
  readonly aggregate?: string;
  readonly aggregateId?: string;
}

export interface ReactorContext {
  /** Sends a command as this service, repeated until answered. Asked before the message is acknowledged. */
  readonly ask: (command: ReactorCommand, options?: AskOptions) => Promise<Answer>;
  /** `<durable>:<factId>`. */
  readonly commandId: string;
  /** Aborted when a shutdown has no more time. */
  readonly signal: AbortSignal;
  /** 1 at the first delivery. */
  readonly attempt: number;
}

/**
 * What a handler makes of a fact: the command that records it, several, or none; or, where a lease answers for the work
 * from now on, the work to do once the message is acknowledged.
 */
export type Reaction = ReactorCommand | readonly ReactorCommand[] | WorkAfterAck | void;

/** A service's handler of one kind of fact. */
export interface Reactor {
  /** Its durable in the topology; filter and ack wait stand there. */
  readonly durable: DurableName;
  /** Types of fact that it handles; others under its filter are acknowledged unseen. */
  readonly handles: readonly string[];
  /** Facts handled at a time by one instance. */
  readonly concurrency: number;
  /** False while the service must take no work: nothing is fetched then. Default: always open. */
  readonly isOpen?: () => boolean;
  /**
   * Resolve with the {@link Reaction}; the message is acknowledged once the ledger has answered. Throw {@link RetryLater},
   * {@link Quarantine}, or anything else for a retry with backoff. A ZodError is poison.
   */
  handle(fact: Fact, context: ReactorContext): Promise<Reaction>;
  /** Deliveries after which a fact is given up. Default 10. */
  readonly maxDeliveries?: number;
  /** Facts that may be delivered as often as it takes, since something else ends their wait. */
  readonly waitsFor?: (fact: Fact) => boolean;
  /** Pause before the second, third, … delivery of work that failed. */
  readonly backoffMs?: readonly number[];
  /** How long a shutdown waits for running handlers before it aborts them. Default 7,000. */
  readonly drainMs?: number;
}

/** Checks a reactor against the topology when it is declared. */
export function defineReactor(reactor: Reactor): Reactor {
  if (reactor.handles.length === 0) throw new Error(`reactor ${reactor.durable} handles nothing`);
  if (!Number.isInteger(reactor.concurrency) || reactor.concurrency < 1) {
    throw new Error(`reactor ${reactor.durable}: concurrency is ${reactor.concurrency}; allowed: 1 and up`);
  }
  const { filter } = durablePlan(reactor.durable);
  for (const type of reactor.handles) {
    if (!filter.split('.').includes(type) && !filter.endsWith('.fact.>')) {
      throw new Error(`reactor ${reactor.durable} can never see ${type}: its filter is ${filter}`);
    }
  }
  return reactor;
}

/** How often a fact of a newer schema version is tried, and how far apart: an hour in all, for an update under way. */
export const NEWER_VERSION = { deliveries: 60, delayMs: 60_000 } as const;

const DELIVERY_LIMIT = 10;

export interface ReactorRuntime {
  readonly nc: NatsConnection;
  /** Who sends the commands: `service:<name>`. */
  readonly actor: string;
  readonly log: PullWorkerOptions['log'];
  readonly newerVersion?: { readonly deliveries: number; readonly delayMs: number } | undefined;
}

/** The worker that runs a reactor. */
export function reactorWorker(reactor: Reactor, runtime: ReactorRuntime): PullWorker {
  const newer = runtime.newerVersion ?? NEWER_VERSION;
  return new PullWorker(runtime.nc, {
    durable: reactor.durable,
    concurrency: reactor.concurrency,
    log: runtime.log,
    ...(reactor.backoffMs === undefined ? {} : { backoffMs: reactor.backoffMs }),
    ...(reactor.drainMs === undefined ? {} : { drainMs: reactor.drainMs }),
    ...(reactor.isOpen === undefined ? {} : { isOpen: reactor.isOpen }),
    deliveryLimit: (delivery) => {
      const fact = tryRead(delivery);
      if (fact !== undefined && reactor.waitsFor?.(fact) === true) return Infinity;
      return fact && isNewer(reactor, fact) ? newer.deliveries : (reactor.maxDeliveries ?? DELIVERY_LIMIT);
    },
    handle: async (delivery) => {
      const fact = readFact(delivery);
      if (!reactor.handles.includes(fact.type)) return;
      if (isNewer(reactor, fact)) throw new RetryLater(newer.delayMs, describeNewer(fact));
      return observed(messageOf(reactor, fact, delivery), () => runOnce(reactor, runtime, fact, delivery));
    },
  });
}

const messageOf = ({ durable }: Reactor, fact: Fact, delivery: Delivery): HandledMessage => ({
  handler: durable,
  type: fact.type,
  kind: 'consumer',
  // The relay's span, which continues that of the command.
  traceparent: delivery.header('traceparent') === '' ? fact.traceparent : delivery.header('traceparent'),
  experiment: fact.aggregate === 'experiment' ? fact.aggregateId : undefined,
  attempt: attemptOf(fact),
  publishedMs: delivery.publishedMs,
});

const attemptOf = ({ data }: Fact): number | undefined =>
  data !== null && typeof data === 'object' && 'attempt' in data && typeof data.attempt === 'number'
    ? data.attempt
    : undefined;

async function runOnce(
  reactor: Reactor,
  runtime: ReactorRuntime,
  fact: Fact,
  delivery: Delivery,
): Promise<WorkAfterAck | void> {
  const context = contextOf(reactor, runtime, fact, delivery);
  try {
    const reaction = await reactor.handle(fact, context);
    if (typeof reaction === 'function') return reaction;
    await record(reaction, context);
  } catch (error) {
    if (error instanceof ZodError) throw new Quarantine(`${fact.type} ${fact.id}: ${error.message}`);
    throw error;
  }
}

/** Refusals that mean: somebody else has ended this step already. */
const SETTLED: readonly string[] = ['already_concluded', 'wrong_phase'];

/**
 * Asks the ledger to record a reaction's commands, in order. Each needs an id of its own; where they have none the
 * later ones get their place behind that of the first.
 *
 * @throws Quarantine when the ledger refuses one for good
 */
async function record(reaction: Exclude<Reaction, WorkAfterAck>, context: ReactorContext): Promise<void> {
  const commands = reaction === undefined ? [] : [reaction].flat();
  for (const [index, command] of commands.entries()) {
    if (typeof command?.verb !== 'string') throw new Quarantine(`the handler returned ${typeof command}, no command`);
    const answer = await context.ask(index === 0 ? command : { id: `${context.commandId}:${index}`, ...command });
    if (answer.accepted || SETTLED.includes(answer.refusal.code)) continue;
    throw new Quarantine(`the ledger refused ${command.verb}: ${answer.refusal.message}`);
  }
}

function contextOf(reactor: Reactor, runtime: ReactorRuntime, fact: Fact, delivery: Delivery): ReactorContext {
  const commandId = `${reactor.durable}:${fact.id}`;
  const work = new WorkInHand(reactor.durable, fact, runtime);
  return {
    commandId,
    signal: delivery.signal,
    attempt: delivery.attempt,
    ask: (command, options) =>
      work.ask(
        {
          id: command.id ?? commandId,
          aggregate: command.aggregate ?? fact.aggregate,
          aggregateId: command.aggregateId ?? fact.aggregateId,
          verb: command.verb,
          data: command.data,
          actor: runtime.actor,
          correlationId: fact.correlationId,
          traceparent: fact.traceparent,
        },
        { signal: delivery.signal, ...options },
      ),
  };
}

function readFact(delivery: Delivery): Fact {
  try {
    return fromFactEvent(readJson(delivery.data));
  } catch (error) {
    if (error instanceof ZodError) throw new UnreadableMessage(`no fact: ${error.message}`);
    throw error;
  }
}

function tryRead(delivery: Delivery): Fact | undefined {
  try {
    return readFact(delivery);
  } catch {
    return undefined;
  }
}

const isNewer = (reactor: Reactor, { type, schemaVersion }: Fact) =>
  reactor.handles.includes(type) && schemaVersion > versionOf(type);

const describeNewer = ({ type, schemaVersion }: Fact) =>
  `${type} has schema version ${schemaVersion}; known: up to ${versionOf(type)}`;
