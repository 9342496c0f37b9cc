import type { Batch, LedgerStorage } from '@codecsmith/ledger';
import { metrics, seconds } from '@codecsmith/observability';
import { PhaseTimes } from './phase-times.ts';
import { countSpend } from './spend.ts';

/** The same storage; what it commits is counted once the commit is certain. */
export function measuredStorage(storage: LedgerStorage): LedgerStorage {
  const phases = new PhaseTimes();
  return {
    open: () => storage.open(),
    commands: (ids) => storage.commands(ids),
    histories: (ids) => storage.histories(ids),
    lookups: (keys) => storage.lookups(keys),
    leases: (keys) => storage.leases(keys),
    livingLeases: () => storage.livingLeases(),
    find: (id) => storage.find(id),
    read: (id) => storage.read(id),
    readFrom: (position, limit) => storage.readFrom(position, limit),
    close: () => storage.close(),
    commit: async (batch) => {
      const startedMs = Date.now();
      await storage.commit(batch);
      metrics.appendSeconds.observe({}, seconds(startedMs));
      count(batch, phases);
    },
  };
}

function count({ facts, commands, leases }: Batch, phases: PhaseTimes): void {
  metrics.appendItems.observe({}, commands.length + leases.length);
  for (const { fact } of facts) {
    metrics.facts.add({ type: fact.type });
    phases.note(fact);
    countSpend(fact);
  }
}
