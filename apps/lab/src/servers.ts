import {
  checkNats,
  checkPostgres,
  startNats as startNatsServer,
  startPostgres as startPostgresServer,
  type NatsServer,
  type PostgresServer,
} from '@codecsmith/embedded';
import { natsAuthorization, readUsers, withoutSecrets } from '@codecsmith/bus/identities';
import type { LabLayout, Variables } from '@codecsmith/platform';
import type { Part, Running } from './process-supervisor.ts';

/** The two servers that a lab runs itself unless a setting names others. */
export type ServerName = 'postgres' | 'nats';

const SETTINGS = { postgres: 'LAB_LEDGER_DATABASE_URL', nats: 'LAB_NATS_URL' } as const;

const isGiven = (variables: Variables, name: string) =>
  (variables[name] ?? '') !== '' || (variables[`${name}_FILE`] ?? '') !== '';

/** Those of the two that this lab runs itself. */
export const ownServers = (variables: Variables): ServerName[] =>
  (['postgres', 'nats'] as const).filter((name) => !isGiven(variables, SETTINGS[name]));

/**
 * Refuses a lab whose own servers are not installed: no repetition would mend that.
 *
 * @throws Error naming what is missing
 */
export async function checkServers(names: readonly ServerName[]): Promise<void> {
  if (names.includes('postgres')) await checkPostgres();
  if (names.includes('nats')) await checkNats();
}

/** A server whose JetStream is lost or hangs is started anew. A slow disk may well take some seconds. */
const NATS_LIVENESS = { everyMs: 2_000, silenceMs: 8_000 } as const;

/** Where a server was last, and who learns where it is now. */
export interface ServerPlace {
  /** Address that NATS listens on; Postgres stays on loopback. */
  readonly busHost: string;
  readonly port: () => number;
  /** Whether the bus does its work. */
  readonly isBusLive: () => Promise<boolean>;
  readonly onStarted: (url: string, port: number) => void;
}

/** A server as a part; its port is another one when the preferred one was taken meanwhile. */
export function serverPart(
  name: ServerName,
  layout: LabLayout,
  { busHost, port, isBusLive, onStarted }: ServerPlace,
): Part {
  const start = name === 'postgres' ? startPostgres : startNats;
  return {
    name,
    ...(name === 'nats' ? { liveness: { ...NATS_LIVENESS, isLive: isBusLive } } : {}),
    launch: async () => {
      const server = await start(layout, port(), busHost);
      onStarted(server.url, server.port);
      return asRunning(server);
    },
  };
}

const startPostgres = (layout: LabLayout, port: number) => startPostgresServer({ folder: layout.postgres, port });

/** The users are read at each start, since an operator may have added some. */
async function startNats(layout: LabLayout, port: number, host: string): Promise<NatsServer> {
  const authorization = natsAuthorization(withoutSecrets(await readUsers(layout.busUsersFile)));
  return startNatsServer({ folder: layout.nats, port, host, authorization });
}

const asRunning = (server: PostgresServer | NatsServer): Running => ({
  pid: server.process.mark.pid,
  exited: server.exited,
  stop: () => server.stop(),
  kill: () => void server.kill9(),
});
