export { inContext, logFields, traceOf, workContext, type WorkContext } from './context.ts';
export {
  measureProcess,
  OTHER,
  renderMetrics,
  seconds,
  type Count,
  type Distribution,
  type Labels,
  type Level,
  type LevelValues,
} from './metrics/instruments.ts';
export { metricNames, metrics } from './metrics/metrics.ts';
export {
  currentTraceparent,
  inSpan,
  isTracing,
  noteSpan,
  openSpan,
  startTracing,
  stopTracing,
  type Attributes,
  type Note,
  type OpenSpan,
  type SpanKind,
  type SpanOptions,
  type TracingOptions,
} from './tracing/tracing.ts';
