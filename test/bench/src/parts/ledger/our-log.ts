import { openLedger, PostgresStorage } from '@codecsmith/ledger';
import { entryAggregate } from './entry.aggregate.ts';
import type { Appender } from './appender.ts';

const PAGE = 1_000;

/** The lab's ledger with an aggregate that has no rules. */
export async function ourLog(url: string): Promise<Appender> {
  const ledger = await openLedger(new PostgresStorage({ url }), { aggregates: [entryAggregate] });
  let commands = 0;
  const run = crypto.randomUUID();
  return {
    async append(stream, items) {
      commands += 1;
      const command = { id: `${run}-${commands}`, aggregate: 'entry', type: 'append', aggregateId: stream };
      const answer = await ledger.submit({ ...command, actor: 'service:bench', data: { items } });
      if (!answer.accepted) throw new Error(`the ledger refused an append: ${answer.refusal.message}`);
    },
    read: (stream) => ledger.read(stream),
    async replay() {
      let met = 0;
      for (;;) {
        const facts = await ledger.readFrom(met + 1, PAGE);
        met += facts.length;
        if (facts.length < PAGE) return met;
      }
    },
    close: () => ledger.close(),
  };
}
