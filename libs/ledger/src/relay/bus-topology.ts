import { ensureTopology, recreateFacts, remakeFollowers } from '@codecsmith/bus';
import type { NatsConnection } from '@nats-io/transport-node';
import type { FactTopology } from './relay.ts';

/** The topology of the bus as the relay makes it. */
export function busTopology(connection: NatsConnection, replicas = 1): FactTopology {
  return {
    recreateFacts: async () => {
      await recreateFacts(connection, { replicas });
    },
    ensure: async ({ firstPosition, others }) => {
      const { createdDurables } = await ensureTopology(connection, { replicas, firstPosition });
      return [...createdDurables, ...(await remakeFollowers(connection, others))];
    },
  };
}
