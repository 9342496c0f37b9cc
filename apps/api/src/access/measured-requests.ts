import { inContext, metrics, openSpan, seconds, traceOf } from '@codecsmith/observability';
import type { NextFunction, Request, Response } from 'express';

/** Streams of facts end when their readers go: that is no time to answer. */
const STREAM = 'text/event-stream';

/** Times every request by its route; one that changes something, or that brings a trace, is a span. */
export function measuredRequests() {
  return (request: Request, response: Response, next: NextFunction): void => {
    const startedMs = Date.now();
    const { method } = request;
    const parent = traceOf(request.get('traceparent')) === undefined ? undefined : request.get('traceparent');
    const isTraced = parent !== undefined || !['GET', 'HEAD', 'OPTIONS'].includes(method);
    const span = isTraced ? openSpan(method, { kind: 'server', parent }) : undefined;
    response.once('close', () => {
      const [route, status] = [routeOf(request), String(response.statusCode)];
      span?.end({ 'http.request.method': method, 'http.route': route, 'http.response.status_code': status });
      if (String(response.getHeader('content-type')).startsWith(STREAM)) return;
      metrics.requests.observe({ method, route, status }, seconds(startedMs));
    });
    const traceparent = span?.traceparent ?? parent;
    const trace = traceOf(traceparent);
    inContext(traceparent === undefined || trace === undefined ? {} : { traceparent, trace }, next);
  };
}

/** The pattern that matched, such as `/api/v1/experiments/:id`: the path itself has no bound. */
function routeOf(request: Request): string {
  const route: unknown = request.route;
  const isKnown = route !== null && typeof route === 'object' && 'path' in route && typeof route.path === 'string';
  return isKnown ? `${request.baseUrl}${route.path as string}` : 'none';
}
