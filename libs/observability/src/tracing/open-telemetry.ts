import { hostname } from 'node:os';
import { ROOT_CONTEXT, SpanKind as Kinds, SpanStatusCode, trace, TraceFlags, type Context } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { SpanKind, SpanMaker, TracingOptions } from './tracing.ts';

const KINDS: Readonly<Record<SpanKind, Kinds>> = {
  internal: Kinds.INTERNAL,
  server: Kinds.SERVER,
  client: Kinds.CLIENT,
  producer: Kinds.PRODUCER,
  consumer: Kinds.CONSUMER,
};
const EXPORT_EVERY_MS = 1_000;

/** The OpenTelemetry SDK, exporting over OTLP/HTTP. Contexts are carried as `traceparent`, so it registers nothing globally. */
export function openTelemetry({ endpoint, service, version }: TracingOptions): SpanMaker {
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.namespace': 'codecsmith',
      'service.name': service,
      'service.version': version,
      'service.instance.id': `${hostname()}-${process.pid}`,
    }),
    spanProcessors: [new BatchSpanProcessor({ exporter, scheduledDelayMillis: EXPORT_EVERY_MS })],
  });
  const tracer = provider.getTracer('codecsmith', version);
  return {
    open: (name, { kind = 'internal', parent, startMs, attributes = {} }) => {
      const span = tracer.startSpan(
        name,
        { kind: KINDS[kind], attributes: { ...attributes }, ...(startMs === undefined ? {} : { startTime: startMs }) },
        parentContext(parent),
      );
      const { traceId, spanId, traceFlags } = span.spanContext();
      return {
        traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
        end: (more, failure, endMs) => {
          span.setAttributes({ ...more });
          if (failure !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: messageOf(failure) });
          span.end(endMs);
        },
      };
    },
    close: () => provider.shutdown(),
  };
}

const messageOf = (failure: unknown): string => (failure instanceof Error ? failure.message : JSON.stringify(failure));

function parentContext(traceparent: string | undefined): Context {
  const [, traceId, spanId] = traceparent?.split('-') ?? [];
  if (traceId === undefined || spanId === undefined) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true });
}
