import type { campaignCommands } from '@codecsmith/campaign';
import type { anchorCommands, clipCommands, experimentCommands, legacyCommands } from '@codecsmith/experiment';
import { NAMESPACE } from '@codecsmith/kernel';
import type { z } from 'zod';

/** The schemas that the ledger checks commands with, by aggregate and verb. */
interface Commands {
  readonly experiment: typeof experimentCommands;
  readonly campaign: typeof campaignCommands;
  readonly clip: typeof clipCommands;
  readonly anchor: typeof anchorCommands;
  readonly legacy: typeof legacyCommands;
}

export type Aggregate = keyof Commands;
/** What an aggregate may be told to do, such as `request` for an experiment. */
export type CommandVerb<A extends Aggregate> = keyof Commands[A] & string;
/** What a sender may write: fields with a default may be left out. */
export type CommandInput<A extends Aggregate, V extends CommandVerb<A>> = Commands[A][V] extends z.ZodType
  ? z.input<Commands[A][V]>
  : never;

/** What to publish on the bus, and where: for programs that bring their own NATS connection. */
export interface BusMessage {
  readonly subject: string;
  /** UTF-8 JSON. */
  readonly payload: string;
}

export interface CommandOptions {
  /** Keep it on every repeat: the first accepted answer for an id wins. */
  readonly id: string;
  /**
   * Which experiment, campaign, clip or anchor. The ledger derives it where a new experiment is requested, a clip
   * added or an anchor measured; every other command needs it.
   */
  readonly aggregateId?: string;
  /** A note on the message for whoever reads it. The ledger calls the sender what {@link user} says. */
  readonly actor?: string;
  /** The user of the connection: facts then name `user:<name>`, else `user:bus`. */
  readonly user?: string;
  readonly correlationId?: string;
  readonly traceparent?: string;
}

/**
 * The message of one command. `delivery` chooses the subject: `ask` is answered accepted or refused, `cmd` is durable
 * and not answered (repeat it with the same id until its fact is seen).
 */
export function commandMessage<A extends Aggregate, V extends CommandVerb<A>>(
  aggregate: A,
  verb: V,
  data: CommandInput<A, V>,
  options: CommandOptions,
  delivery: 'ask' | 'cmd' = 'cmd',
): BusMessage {
  const message = {
    specversion: '1.0',
    id: options.id,
    type: `${NAMESPACE}.cmd.${aggregate}.${verb}`,
    ...(options.actor === undefined ? {} : { source: options.actor }),
    ...(options.aggregateId === undefined ? {} : { subject: options.aggregateId }),
    ...(options.correlationId === undefined ? {} : { correlationid: options.correlationId }),
    ...(options.traceparent === undefined ? {} : { traceparent: options.traceparent }),
    data,
  };
  const sender = options.user === undefined ? '' : `.user.${options.user}`;
  return { subject: `${NAMESPACE}.${delivery}.${aggregate}.${verb}${sender}`, payload: JSON.stringify(message) };
}
