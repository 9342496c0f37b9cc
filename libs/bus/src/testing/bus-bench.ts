/** What the specs of this library share: a real nats-server with the topology on it, and facts to publish. */
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { nanos, type NatsConnection } from '@nats-io/transport-node';
import { sampleDraft } from '@codecsmith/experiment/testing';
import { toFactEvent, type Fact } from '@codecsmith/kernel';
import { connectBus } from '../connection/connect-bus.ts';
import { makeFollower, readFollow } from '../facts/follow.ts';
import { arrivedMessage } from '../messages/read-command.ts';
import { quarantinedSchema, type Quarantined } from '../messages/quarantine.ts';
import type { WorkerLog } from '../reactor/pull-worker.ts';
import { ensureTopology } from '../topology/ensure-topology.ts';
import { FOLLOW, factSubject, fromAnybody, takeWorkFrom } from '../topology/subjects.ts';
import { durablePlan, type DurableName } from '../topology/topology.ts';

export const silent: WorkerLog = { info: () => undefined, warn: () => undefined };

const drafted = sampleDraft({ code: { digest: 'c'.repeat(64), sizeBytes: 1 } });

export const draftedFact = (position: number, more: Partial<Fact> = {}): Fact => ({
  id: `exp-${position}:2`,
  type: 'CandidateDrafted',
  schemaVersion: 1,
  aggregate: 'experiment',
  aggregateId: `exp-${position}`,
  version: 2,
  position,
  occurredAt: '2026-01-01T00:00:00.000Z',
  causationId: 'cmd-1',
  correlationId: `exp-${position}`,
  actor: 'service:generator',
  data: drafted,
  hash: 'a'.repeat(64),
  ...more,
});

/** What a bench needs of its nats-server. */
interface BenchServer {
  readonly url: string;
  stop(): Promise<void>;
}

export interface BusBench {
  readonly nc: NatsConnection;
  publish(...facts: Fact[]): Promise<void>;
  publishRaw(subject: string, payload: string | Uint8Array): Promise<void>;
  /** Everything in stream QUARANTINE. */
  quarantined(): Promise<Quarantined[]>;
  /** Deliveries in flight and waiting at a durable. */
  pending(durable: DurableName): Promise<{ unacknowledged: number; waiting: number }>;
  close(): Promise<void>;
}

export async function openBench(nats: BenchServer, options: { ackWaitMs?: number } = {}): Promise<BusBench> {
  const nc = await connectBus({ url: nats.url, name: 'bench' });
  await ensureTopology(nc);
  answerFollows(nc);
  nc.subscribe(fromAnybody(takeWorkFrom('*')), {
    callback: (_, message) => void message.respond(JSON.stringify({ accepted: true, token: 'of-this-work' })),
  });
  const jsm = await jetstreamManager(nc);
  if (options.ackWaitMs) await jsm.consumers.update('FACTS', 'sanitizer', { ack_wait: nanos(options.ackWaitMs) });
  // A connection of its own: the other one may be on its way back to a restarted server.
  const publishRaw = async (subject: string, payload: string | Uint8Array) => {
    const publisher = await connectBus({ url: nats.url, name: 'publisher' });
    await jetstream(publisher).publish(subject, payload);
    await publisher.close();
  };
  return {
    nc,
    publishRaw,
    publish: async (...facts) => {
      for (const fact of facts) {
        await publishRaw(factSubject(fact), JSON.stringify({ ...toFactEvent(fact), hash: fact.hash }));
      }
    },
    quarantined: async () => {
      const { state } = await jsm.streams.info('QUARANTINE');
      const found: Quarantined[] = [];
      for (let seq = state.first_seq; seq <= state.last_seq && state.messages > 0; seq += 1) {
        const stored = await jsm.streams.getMessage('QUARANTINE', { seq });
        if (stored) found.push(quarantinedSchema.parse(stored.json()));
      }
      return found;
    },
    pending: async (durable) => {
      const info = await jsm.consumers.info(durablePlan(durable).stream, durable);
      return { unacknowledged: info.num_ack_pending, waiting: info.num_pending };
    },
    close: async () => {
      await nc.close();
      await nats.stop();
    },
  };
}

/** Makes durables for those who ask, as the ledger does. */
function answerFollows(nc: NatsConnection): void {
  nc.subscribe(fromAnybody(FOLLOW), {
    callback: (_, message) => {
      void makeFollower(nc, readFollow(arrivedMessage(message))).then((following) =>
        message.respond(JSON.stringify(following)),
      );
    },
  });
}

/** Waits for a condition on the real servers; fails by the test's own time limit. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}
