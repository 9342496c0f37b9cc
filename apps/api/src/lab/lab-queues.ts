import type { LabStatus, ReactorQueue } from '@codecsmith/client';
import { DURABLES, STREAMS, type NatsConnection } from '@codecsmith/bus';
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';

/** What the bus knows of the lab's state. */
export type QueueReport = Pick<LabStatus, 'reactors' | 'quarantined'>;

/** Asks JetStream how much work waits; without a bus there is nothing to ask. */
export class LabQueues {
  constructor(private readonly nc: NatsConnection | undefined) {}

  async report(): Promise<QueueReport> {
    if (this.nc === undefined) return { reactors: [], quarantined: 0 };
    const manager = await jetstreamManager(this.nc);
    const reactors = Object.entries(DURABLES).map(([name, { stream }]) => queueOf(manager, stream, name));
    const quarantine = await manager.streams.info('QUARANTINE' satisfies keyof typeof STREAMS);
    return { reactors: await Promise.all(reactors), quarantined: quarantine.state.messages };
  }
}

async function queueOf(manager: JetStreamManager, stream: string, name: string): Promise<ReactorQueue> {
  const info = await manager.consumers.info(stream, name);
  return { name, waiting: info.num_pending, inFlight: info.num_ack_pending, repeated: info.num_redelivered };
}
