import { NAMESPACE, type Fact } from '@codecsmith/kernel';
import type { ExperimentCommandInput, ExperimentCommandType } from '@codecsmith/experiment';

/** What to publish on the bus, and where: for programs that bring their own NATS connection. */
export interface BusMessage {
  readonly subject: string;
  /** UTF-8 JSON. */
  readonly payload: string;
}

export interface CommandOptions {
  /** Keep it on every repeat: the first accepted answer for an id wins. */
  readonly id: string;
  /** The experiment; derived from the id by the ledger when a request leaves it out. */
  readonly aggregateId?: string;
  /** Who asks, as `user:<name>` or `service:<name>`. */
  readonly actor?: string;
  readonly correlationId?: string;
  readonly traceparent?: string;
}

/**
 * The message of one experiment command. `delivery` chooses the subject: `ask` is answered accepted or refused,
 * `cmd` is durable and not answered (repeat it with the same id until its fact is seen).
 */
export function experimentCommandMessage<T extends ExperimentCommandType>(
  verb: T,
  data: ExperimentCommandInput<T>,
  options: CommandOptions,
  delivery: 'ask' | 'cmd' = 'cmd',
): BusMessage {
  const message = {
    specversion: '1.0',
    id: options.id,
    type: `${NAMESPACE}.cmd.experiment.${verb}`,
    ...(options.actor === undefined ? {} : { source: options.actor }),
    ...(options.aggregateId === undefined ? {} : { subject: options.aggregateId }),
    ...(options.correlationId === undefined ? {} : { correlationid: options.correlationId }),
    ...(options.traceparent === undefined ? {} : { traceparent: options.traceparent }),
    data,
  };
  return { subject: `${NAMESPACE}.${delivery}.experiment.${verb}`, payload: JSON.stringify(message) };
}

/**
 * Subject filter for facts: all of them, those of one kind of aggregate, one type, or one aggregate.
 * `ExecutionQueued` has its lane between type and id, so a filter by aggregate alone does not see it.
 */
export function factFilter(filter: { aggregate?: string; type?: string; aggregateId?: string } = {}): string {
  const tokens = [NAMESPACE, 'fact', filter.aggregate ?? '*', filter.type ?? '*'];
  if (filter.aggregateId !== undefined && filter.type === 'ExecutionQueued') tokens.push('*');
  if (filter.aggregateId !== undefined) return [...tokens, filter.aggregateId].join('.');
  if (filter.type !== undefined) return [...tokens, '>'].join('.');
  return filter.aggregate === undefined ? `${NAMESPACE}.fact.>` : [NAMESPACE, 'fact', filter.aggregate, '>'].join('.');
}

/** Whether this fact ends its experiment. */
export const isConcluding = (fact: Pick<Fact, 'type'>): boolean => fact.type === 'ExperimentConcluded';
