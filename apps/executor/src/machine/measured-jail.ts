import type { Jail } from '@codecsmith/jail';
import { inSpan, metrics } from '@codecsmith/observability';

/** The same jail; every run is a span, and its wall time is counted by outcome. */
export const measuredJail = (jail: Jail): Jail => ({
  tier: jail.tier,
  machine: jail.machine,
  warm: (kind) => jail.warm(kind),
  close: () => jail.close(),
  run: (job, options) =>
    inSpan(`jail ${job.side}`, {}, async (note) => {
      const result = await jail.run(job, options);
      const { outcome, tier, measures } = result;
      note({ 'codecsmith.outcome': outcome, 'codecsmith.tier': tier, 'codecsmith.language': job.language });
      metrics.jailRuns.observe({ side: job.side, outcome, tier }, measures.wallMs / 1_000);
      return result;
    }),
});
