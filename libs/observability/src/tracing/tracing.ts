import { inContext, traceOf, workContext, type WorkContext } from '../context.ts';

export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer';
export type Attributes = Readonly<Record<string, string | number | boolean>>;

export interface SpanOptions {
  readonly kind?: SpanKind;
  /** The `traceparent` that came with a message. Default: the span that runs. */
  readonly parent?: string | undefined;
  /** When it began, in ms since the epoch. Default: now. */
  readonly startMs?: number;
  readonly attributes?: Attributes;
}

/** A span under way. */
export interface OpenSpan {
  readonly traceparent: string;
  /** @param failure why the work failed, if it did; @param endMs default: now */
  end(more: Attributes, failure?: unknown, endMs?: number): void;
}

/** Makes spans: the OpenTelemetry SDK behind an interface, so that a process without it never loads it. */
export interface SpanMaker {
  open(name: string, options: SpanOptions): OpenSpan;
  /** Sends what has not been sent. */
  close(): Promise<void>;
}

let maker: SpanMaker | undefined;

export interface TracingOptions {
  /** Base address of an OTLP/HTTP receiver, such as `http://127.0.0.1:4318`. */
  readonly endpoint: string;
  readonly service: string;
  readonly version: string;
}

/** Loads the OpenTelemetry SDK and exports every span from here on. */
export async function startTracing(options: TracingOptions): Promise<void> {
  const { openTelemetry } = await import('./open-telemetry.ts');
  maker = openTelemetry(options);
}

/** Exports what is left, and makes no more spans. */
export async function stopTracing(): Promise<void> {
  const closing = maker;
  maker = undefined;
  await closing?.close();
}

/** Whether spans are made at all. */
export const isTracing = (): boolean => maker !== undefined;

/** The `traceparent` to send on: of the span that runs; undefined where none does. */
export const currentTraceparent = (): string | undefined => workContext().traceparent;

/** Gets what became known while the work ran. */
export type Note = (attributes: Attributes) => void;

/** Runs work in a span, which ends with it. Without tracing only the work runs. */
export async function inSpan<T>(name: string, options: SpanOptions, work: (note: Note) => Promise<T>): Promise<T> {
  if (maker === undefined) return work(() => undefined);
  const span = maker.open(name, withParent(options));
  let noted: Attributes = {};
  const note: Note = (attributes) => (noted = { ...noted, ...attributes });
  try {
    const result = await inContext(contextOf(span), () => work(note));
    span.end(noted);
    return result;
  } catch (error) {
    span.end(noted, error);
    throw error;
  }
}

/** A span for work whose end is seen elsewhere; undefined without tracing. Work inside it runs in {@link inContext}. */
export const openSpan = (name: string, options: SpanOptions): OpenSpan | undefined =>
  maker?.open(name, withParent(options));

/** Writes down a span that is over; its `traceparent`, or undefined without tracing. */
export function noteSpan(name: string, options: SpanOptions & { readonly endMs?: number }): string | undefined {
  const span = maker?.open(name, withParent(options));
  span?.end({}, undefined, options.endMs);
  return span?.traceparent;
}

const withParent = (options: SpanOptions): SpanOptions => ({
  ...options,
  parent: options.parent ?? currentTraceparent(),
});

const contextOf = ({ traceparent }: OpenSpan): WorkContext => {
  const trace = traceOf(traceparent);
  return { traceparent, ...(trace === undefined ? {} : { trace }) };
};
