import type { LabStatus } from '@codecsmith/client';
import { quarantinedCount, queueStates, type NatsConnection } from '@codecsmith/bus';

/** What the bus knows of the lab's state. */
export type QueueReport = Pick<LabStatus, 'reactors' | 'quarantined'>;

/** Asks JetStream how much work waits; without a bus there is nothing to ask. */
export class LabQueues {
  constructor(private readonly nc: NatsConnection | undefined) {}

  async report(): Promise<QueueReport> {
    if (this.nc === undefined) return { reactors: [], quarantined: 0 };
    const [states, quarantined] = await Promise.all([queueStates(this.nc), quarantinedCount(this.nc)]);
    const reactors = states.map(({ durable, oldestAt, ...state }) => {
      return { name: durable, oldestSince: oldestAt?.toISOString() ?? null, ...state };
    });
    return { reactors, quarantined };
  }
}
