import { EventPattern, MessagePattern } from '@nestjs/microservices';
import type { FactData, FactType } from '../messages/vocabulary.ts';
import type { ArrivedMessage } from '../messages/read-command.ts';
import type { Reaction, Reactor } from '../reactor/reactor.ts';
import { durablePlan, type DurableName } from '../topology/topology.ts';
import type { FactContext } from './contexts.ts';

/** Names the transport, so that handlers of others in the same application are left to those. */
export const JETSTREAM = Symbol('JETSTREAM');

/** How one durable is worked through; defaults as in {@link Reactor}. */
export type FactBinding = Pick<
  Reactor,
  'durable' | 'concurrency' | 'maxDeliveries' | 'waitsFor' | 'backoffMs' | 'drainMs'
>;

/** Reads the payload that a handler gets. @throws UnreadableMessage */
export type Read<Payload = unknown> = (message: ArrivedMessage) => Payload;

/** What the patterns of this file tell the transport about a handler. */
export interface PatternExtras {
  /** Worked through by `JetStreamServer`; without it the pattern is a subject of core NATS. */
  readonly durables?: () => readonly FactBinding[];
  /** Reads a message of core NATS, or of a durable that carries no facts. Default: the bytes. */
  readonly read?: Read;
  /** Left out where the server has users: it lets none of them subscribe to the pattern. */
  readonly withoutUsers?: boolean;
}

type FactHandler<Type extends FactType> = (data: FactData<Type>, context: FactContext) => Reaction | Promise<Reaction>;

/**
 * Marks a method as the handler of facts that one durable delivers: `@Payload()` is the data of the fact, read by its
 * own schema; `@Ctx()` a {@link FactContext}. The message is acknowledged once the ledger has answered the returned
 * command. A throwing handler is tried again, see {@link Reactor.handle}.
 *
 * @param types other facts under the durable's filter are acknowledged unseen
 * @param binding a function where settings decide, called when the service starts
 */
export const OnFact =
  <Type extends FactType>(types: Type | readonly Type[], binding: FactBinding | (() => readonly FactBinding[])) =>
  <Method extends FactHandler<Type>>(
    target: object,
    key: string,
    descriptor: TypedPropertyDescriptor<Method>,
  ): void => {
    const durables = typeof binding === 'function' ? binding : () => [binding];
    const patterns = typeof types === 'string' ? [types] : [...types];
    EventPattern(patterns, JETSTREAM, { durables } satisfies PatternExtras)(target, key, descriptor);
  };

/** Marks a method as the handler of a durable that carries no facts, such as the one of stream COMMANDS. */
export const OnDurable = (binding: FactBinding & { readonly durable: DurableName }, read: Read): MethodDecorator =>
  EventPattern<string>(durablePlan(binding.durable).filter, JETSTREAM, {
    durables: () => [binding],
    read,
  } satisfies PatternExtras);

/** Marks a method as the one that answers a subject of core NATS, a wildcard or an exact one, which then wins. */
export const OnAsk = (subject: string, read: Read): MethodDecorator =>
  MessagePattern<string>(subject, JETSTREAM, { read } satisfies PatternExtras);

/**
 * Marks a method as a handler of a subject of core NATS that nobody answers.
 *
 * @param where it is left out
 */
export const OnMessage = (
  subject: string,
  read: Read,
  where: Pick<PatternExtras, 'withoutUsers'> = {},
): MethodDecorator => EventPattern<string>(subject, JETSTREAM, { read, ...where } satisfies PatternExtras);
