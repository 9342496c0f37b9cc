import { freePort, markOf, type LabDescription, type Variables } from '@codecsmith/platform';
import { ownServers } from './servers.ts';

const LOOPBACK = '127.0.0.1';

/** The ports that an earlier lab of this home had are taken again where they are free. */
export async function describe(variables: Variables, earlier: LabDescription | undefined): Promise<LabDescription> {
  const own = ownServers(variables);
  const api = fixedApiPort(variables) ?? (await freePort(earlier?.ports.api));
  const nats = own.includes('nats')
    ? (fixedPort(variables, 'LAB_BUS_PORT') ?? (await freePort(earlier?.ports.nats)))
    : undefined;
  const postgres = own.includes('postgres') ? await freePort(earlier?.ports.postgres) : undefined;
  return {
    ...((await markOf(process.pid)) ?? { pid: process.pid, startTicks: 0 }),
    startedAt: new Date().toISOString(),
    ports: { api, nats, postgres },
    hosts: {
      api: variables['LAB_API_HOST'] ?? LOOPBACK,
      ...(nats === undefined ? {} : { nats: variables['LAB_BUS_HOST'] ?? LOOPBACK }),
    },
    apiUrl: apiUrl(variables, api),
    natsUrl: nats === undefined ? (variables['LAB_NATS_URL'] ?? '') : `nats://${busHostHere(variables)}:${nats}`,
    processes: {},
    failures: {},
  };
}

/** The port of the api where a setting names it. */
export const fixedApiPort = (variables: Variables): number | undefined => fixedPort(variables, 'LAB_API_PORT');

function fixedPort(variables: Variables, name: 'LAB_API_PORT' | 'LAB_BUS_PORT'): number | undefined {
  const wanted = Number(variables[name] ?? '0');
  return wanted > 0 ? wanted : undefined;
}

export function apiUrl(variables: Variables, port: number): string {
  const host = variables['LAB_API_HOST'] ?? '127.0.0.1';
  const protocol = (variables['LAB_API_CERTIFICATE'] ?? '') === '' ? 'http' : 'https';
  return `${protocol}://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`;
}

/** Where this machine reaches the lab's own NATS. */
function busHostHere(variables: Variables): string {
  const host = variables['LAB_BUS_HOST'] ?? LOOPBACK;
  return host === '0.0.0.0' ? LOOPBACK : host;
}
