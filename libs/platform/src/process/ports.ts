import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';

/** The well-known ports of NATS and Postgres: never ours, somebody else's server may expect them. */
const RESERVED = new Set([4222, 5432]);

/**
 * A free TCP port on loopback: the preferred one when it is free. Another process may still take it first: callers try
 * again.
 */
export async function freePort(preferred = 0): Promise<number> {
  const port = await bindable(preferred).catch(() => undefined);
  return port === undefined || RESERVED.has(port) ? freePort() : port;
}

async function bindable(wanted: number): Promise<number> {
  const probe = createServer();
  probe.listen(wanted, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

const ATTEMPTS = 3;

/** Runs `start` with the preferred port if it is free, else with another, again when that one was taken meanwhile. */
export async function onFreePort<T>(preferred: number | undefined, start: (port: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(await freePort(preferred));
    } catch (error) {
      const taken = /address already in use|Address already in use/.test(String(error));
      if (!taken || attempt === ATTEMPTS) throw error;
    }
  }
}
