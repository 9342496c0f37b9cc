import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Why a service cannot work now, or undefined when it can. */
export type Readiness = () => Promise<string | undefined> | string | undefined;

export interface HealthServer {
  readonly port: number;
  close(): Promise<void>;
}

/** `/health/live` answers 200 as long as the event loop turns; `/health/ready` 200 or 503 with the reason. Loopback only. */
export async function startHealthServer(port: number, readiness: Readiness): Promise<HealthServer> {
  const server = createServer((request, response) => {
    const answer = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (request.url === '/health/live') return answer(200, { status: 'live' });
    if (request.url !== '/health/ready') return answer(404, { error: 'allowed: /health/live, /health/ready' });
    Promise.resolve()
      .then(readiness)
      .catch((error: unknown) => String(error))
      .then((reason) => answer(reason === undefined ? 200 : 503, { status: reason ?? 'ready' }))
      .catch(() => response.destroy());
  });
  server.listen(port, '127.0.0.1');
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
