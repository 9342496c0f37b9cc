import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { renderMetrics } from '@codecsmith/observability';

/** Why a service cannot work now, or undefined when it can. */
export type Readiness = () => Promise<string | undefined> | string | undefined;

export interface HealthServer {
  readonly port: number;
  close(): Promise<void>;
}

export interface HealthPlace {
  readonly port: number;
  /** Default: loopback. */
  readonly host?: string;
}

interface Reply {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/**
 * `/health/live` answers 200 as long as the event loop turns; `/health/ready` 200 or 503 with the reason; `/metrics` what
 * the process measures, for Prometheus.
 */
export async function startHealthServer({ port, host }: HealthPlace, readiness: Readiness): Promise<HealthServer> {
  const server = createServer((request, response) => {
    replyTo(request.url, readiness)
      .then(({ status, contentType, body }) => response.writeHead(status, { 'content-type': contentType }).end(body))
      .catch(() => response.destroy());
  });
  server.listen(port, host ?? '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.close();
      server.closeAllConnections();
      if (server.listening) await once(server, 'close');
    },
  };
}

async function replyTo(path: string | undefined, readiness: Readiness): Promise<Reply> {
  if (path === '/health/live') return json(200, { status: 'live' });
  if (path === '/health/ready') {
    const reason = await reasonOf(readiness);
    return json(reason === undefined ? 200 : 503, { status: reason ?? 'ready' });
  }
  if (path !== '/metrics') return json(404, { error: 'allowed: /health/live, /health/ready, /metrics' });
  const { contentType, text } = await renderMetrics();
  return { status: 200, contentType, body: text };
}

/** Why the service is not ready, a failure to find out included; undefined when it is. */
export const reasonOf = (readiness: Readiness): Promise<string | undefined> =>
  Promise.resolve()
    .then(readiness)
    .catch((error: unknown) => String(error));

const json = (status: number, body: object): Reply => ({
  status,
  contentType: 'application/json',
  body: JSON.stringify(body),
});
