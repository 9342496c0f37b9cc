import { randomUUID } from 'node:crypto';
import { accept, type FactDraft } from '@codecsmith/kernel';
import { connectBus, ensureTopology, PullWorker } from '@codecsmith/bus';
import { busTopology, defineAggregate, openLedger, PostgresStorage, Relay } from '@codecsmith/ledger';
import { z } from 'zod';
import { Handled, type Channel } from './channel.ts';

const DURABLE = 'metrics';
const commands = { execute: z.object({}) };
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** An aggregate without rules whose facts go to the durable of a reactor. */
const aggregateOf = (text: string) => {
  const fact: FactDraft = { type: 'CandidateExecuted', schemaVersion: 1, data: { text } };
  return defineAggregate<null, typeof commands, FactDraft, null>({
    name: 'experiment',
    commands,
    context: () => null,
    decider: { initial: null, decide: () => accept(fact), evolve: () => null },
  });
};

/** A command to the ledger, its commit, the relay, and a reactor's pull worker. */
export async function labChannel(
  urls: { readonly postgres: string; readonly nats: string },
  { text, concurrency }: { readonly text: string; readonly concurrency: number },
): Promise<Channel> {
  const storage = new PostgresStorage({ url: urls.postgres });
  const ledger = await openLedger(storage, { aggregates: [aggregateOf(text)] });
  const bus = await connectBus({ url: urls.nats, name: 'bench' });
  await ensureTopology(bus);
  const relay = new Relay({
    ...{ connection: bus, databaseUrl: urls.postgres, topology: busTopology(bus), log: quiet },
    oldestOpenPosition: () => Promise.resolve(1),
  });
  const forget = ledger.onAppended(() => relay.wake());
  const handled = new Handled();
  const handle = (): Promise<void> => Promise.resolve(handled.add());
  const worker = new PullWorker(bus, { durable: DURABLE, concurrency, handle, log: quiet });
  worker.start();
  return {
    async write() {
      const place = { aggregate: 'experiment', type: 'execute', aggregateId: randomUUID() };
      const answer = await ledger.submit({ id: randomUUID(), ...place, actor: 'service:bench', data: {} });
      if (!answer.accepted) throw new Error(`the ledger refused: ${answer.refusal.message}`);
    },
    get handled() {
      return handled.count;
    },
    until: (count) => handled.until(count),
    async close() {
      await worker.stop();
      forget();
      await relay.close();
      await bus.close();
      await ledger.close();
    },
  };
}
