import {
  startNats,
  startPostgres,
  type LabLayout,
  type NatsServer,
  type PostgresServer,
  type Variables,
} from '@codecsmith/platform';
import type { Part, Running } from './keeper.ts';

/** Addresses of the two servers, ours or somebody's. */
export interface ServerAddresses {
  readonly natsUrl: string;
  readonly databaseUrl: string;
  /** Undefined when it is not ours. */
  readonly natsPort: number | undefined;
  readonly postgresPort: number | undefined;
}

export interface Servers extends ServerAddresses {
  readonly parts: readonly Part[];
}

/**
 * Starts a private Postgres and NATS unless `LAB_LEDGER_DATABASE_URL` or `LAB_NATS_URL` names another. Their parts begin
 * with these processes and start later ones on the same folders and ports.
 */
export async function startServers(layout: LabLayout, variables: Variables): Promise<Servers> {
  const [postgres, nats] = await Promise.all([
    isGiven(variables, 'LAB_LEDGER_DATABASE_URL') ? undefined : startPostgres({ folder: layout.postgres }),
    isGiven(variables, 'LAB_NATS_URL') ? undefined : startNats({ folder: layout.nats }),
  ]);
  const parts: Part[] = [];
  if (postgres) {
    const again = () => startPostgres({ folder: layout.postgres, port: postgres.port });
    parts.push(serverPart('postgres', postgres, again));
  }
  if (nats) parts.push(serverPart('nats', nats, () => startNats({ folder: layout.nats, port: nats.port })));
  return {
    natsUrl: nats?.url ?? variables['LAB_NATS_URL'] ?? '',
    databaseUrl: postgres?.url ?? variables['LAB_LEDGER_DATABASE_URL'] ?? '',
    natsPort: nats?.port,
    postgresPort: postgres?.port,
    parts,
  };
}

const isGiven = (variables: Variables, name: string) =>
  (variables[name] ?? '') !== '' || (variables[`${name}_FILE`] ?? '') !== '';

type Server = PostgresServer | NatsServer;

function serverPart(name: string, first: Server, again: () => Promise<Server>): Part {
  const waiting: Server[] = [first];
  return { name, launch: async () => asRunning(waiting.pop() ?? (await again())) };
}

const asRunning = (server: Server): Running => ({
  pid: server.process.mark.pid,
  exited: server.exited,
  stop: () => server.stop(),
  kill: () => void server.kill9(),
});
