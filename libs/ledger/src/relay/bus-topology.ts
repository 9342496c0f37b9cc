import { ensureTopology, STREAMS } from '@codecsmith/bus';
import { JetStreamApiCodes, JetStreamApiError, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { FactTopology } from './relay.ts';

const FACTS = 'FACTS';

/** The topology of the bus, made in the relay's order: the stream first, its durables once it is full. */
export function busTopology(connection: NatsConnection, replicas = 1): FactTopology {
  return {
    ensureStream: async () => {
      const manager = await jetstreamManager(connection);
      const exists = await manager.streams.info(FACTS).then(() => true, unlessMissing);
      if (exists !== true) {
        await manager.streams.add({ name: FACTS, subjects: [...STREAMS.FACTS.subjects], num_replicas: replicas });
      }
    },
    ensureDurables: async (position) => {
      await ensureTopology(connection, { replicas, firstPosition: () => Promise.resolve(position) });
    },
    deleteStream: async () => {
      const manager = await jetstreamManager(connection);
      await manager.streams.delete(FACTS).catch(unlessMissing);
    },
  };
}

function unlessMissing(error: unknown): undefined {
  if (error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound) return undefined;
  throw error;
}
