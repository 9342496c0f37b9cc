import type { NatsConnection } from '@nats-io/transport-node';
import { readConfig, tlsIdentity } from '@codecsmith/platform';
import { connectBus, type BusOptions } from './connect-bus.ts';

/**
 * Opens the bus for a program of the lab: where its settings say, or at another address.
 *
 * @param name shown by the server's monitoring
 */
export function openBus(name: string, address: Omit<BusOptions, 'name'> = busAddress()): Promise<NatsConnection> {
  return connectBus({ identity: tlsIdentity('NATS'), ...address, name });
}

function busAddress(): Omit<BusOptions, 'name'> {
  const config = readConfig(['LAB_NATS_URL', 'LAB_NATS_USER', 'LAB_NATS_PASSWORD']);
  return { url: config.LAB_NATS_URL, user: config.LAB_NATS_USER, password: config.LAB_NATS_PASSWORD };
}
