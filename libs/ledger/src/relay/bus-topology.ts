import { ensureTopology, recreateFacts } from '@codecsmith/bus';
import type { NatsConnection } from '@nats-io/transport-node';
import type { FactTopology } from './relay.ts';

/** The topology of the bus as the relay makes it. */
export function busTopology(connection: NatsConnection, replicas = 1): FactTopology {
  return {
    recreateFacts: async () => {
      await recreateFacts(connection, { replicas });
    },
    ensure: async (firstPosition) => {
      await ensureTopology(connection, { replicas, firstPosition });
    },
  };
}
