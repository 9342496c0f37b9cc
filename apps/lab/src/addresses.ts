import { freePort, markOf, type LabDescription, type Variables } from '@codecsmith/platform';
import { ownServers } from './servers.ts';

/** The ports that an earlier lab of this home had are taken again where they are free. */
export async function describe(variables: Variables, earlier: LabDescription | undefined): Promise<LabDescription> {
  const own = ownServers(variables);
  const api = fixedApiPort(variables) ?? (await freePort(earlier?.ports.api));
  const nats = own.includes('nats') ? await freePort(earlier?.ports.nats) : undefined;
  const postgres = own.includes('postgres') ? await freePort(earlier?.ports.postgres) : undefined;
  return {
    ...((await markOf(process.pid)) ?? { pid: process.pid, startTicks: 0 }),
    startedAt: new Date().toISOString(),
    ports: { api, nats, postgres },
    apiUrl: apiUrl(variables, api),
    natsUrl: nats === undefined ? (variables['LAB_NATS_URL'] ?? '') : `nats://127.0.0.1:${nats}`,
    processes: {},
    failures: {},
  };
}

/** The port of the api where a setting names it. */
export function fixedApiPort(variables: Variables): number | undefined {
  const wanted = Number(variables['LAB_API_PORT'] ?? '0');
  return wanted > 0 ? wanted : undefined;
}

export function apiUrl(variables: Variables, port: number): string {
  const host = variables['LAB_API_HOST'] ?? '127.0.0.1';
  return `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`;
}
