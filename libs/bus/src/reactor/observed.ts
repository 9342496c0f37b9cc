import { inContext, metrics, noteSpan, openSpan, seconds, traceOf, type SpanKind } from '@codecsmith/observability';
import { UnreadableMessage } from '../messages/read-command.ts';
import { Quarantine, RetryLater } from './outcomes.ts';

/** A message in the hands of its handler. */
export interface HandledMessage {
  /** The durable, or `ask` for a subject that is answered. */
  readonly handler: string;
  /** Type of the fact, or aggregate and verb of the command. */
  readonly type: string;
  readonly kind: SpanKind;
  /** A message that came without one starts no trace. */
  readonly traceparent: string | undefined;
  readonly experiment?: string | undefined;
  readonly attempt?: number | undefined;
  /** When the bus took it in. */
  readonly publishedMs?: number | undefined;
}

/**
 * Handles a message where everybody can see it: a span that continues its sender's, the time it waited and took, and its
 * experiment, attempt and trace on every log line. Work that goes on after the acknowledgement counts as part of it.
 */
export async function observed<Result>(message: HandledMessage, handle: () => Promise<Result>): Promise<Result> {
  const begun = begin(message);
  try {
    const result = await begun.inside(handle);
    if (typeof result !== 'function') {
      begun.end('ok');
      return result;
    }
    return (() => rest(begun, result as unknown as () => Promise<void>)) as Result;
  } catch (error) {
    begun.end(outcomeOf(error), error);
    throw error;
  }
}

async function rest(begun: Begun, work: () => Promise<void>): Promise<void> {
  try {
    await begun.inside(work);
    begun.end('ok');
  } catch (error) {
    begun.end('failed', error);
    throw error;
  }
}

type Begun = ReturnType<typeof begin>;

function begin({ handler, type, kind, traceparent: parent, experiment, attempt, publishedMs }: HandledMessage) {
  const startedMs = Date.now();
  if (publishedMs !== undefined) metrics.waited.observe({ handler }, seconds(publishedMs, startedMs));
  const attributes = {
    ...(experiment === undefined ? {} : { 'codecsmith.experiment': experiment }),
    ...(attempt === undefined ? {} : { 'codecsmith.attempt': attempt }),
  };
  const isTraced = parent !== undefined;
  if (isTraced && publishedMs !== undefined)
    noteSpan(`${handler} wait`, { parent, startMs: Math.min(publishedMs, startedMs), endMs: startedMs, attributes });
  const span = isTraced ? openSpan(`${handler} ${type}`, { kind, parent, attributes }) : undefined;
  const trace = traceOf(parent);
  const context = {
    ...(experiment === undefined ? {} : { experiment }),
    ...(attempt === undefined ? {} : { attempt }),
    ...(trace === undefined ? {} : { trace }),
    ...(span === undefined ? {} : { traceparent: span.traceparent }),
  };
  return {
    inside: <T>(work: () => T): T => inContext(context, work),
    end: (outcome: string, error?: unknown): void => {
      metrics.handled.observe({ handler, type, outcome }, seconds(startedMs));
      span?.end({ 'codecsmith.outcome': outcome }, error);
    },
  };
}

function outcomeOf(error: unknown): string {
  if (error instanceof RetryLater) return 'later';
  return error instanceof Quarantine || error instanceof UnreadableMessage ? 'quarantined' : 'failed';
}
