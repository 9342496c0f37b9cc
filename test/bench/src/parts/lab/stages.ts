import type { Figure } from '../../harness/figure.ts';
import type { EndedExperiment } from './trivial.ts';

export const WHOLE = 'command → verdict';
const SENT = 'command sent';
const SEEN = 'end seen by a follower';

/** Milliseconds from each step of an experiment to the next. */
interface Stage {
  readonly name: string;
  readonly ms: number;
}

/** The steps of one experiment: they add up to the time from its command to the end that a follower saw. */
export function stagesOf({ sentMs, facts, seenMs }: EndedExperiment): Stage[] {
  const steps = [{ type: SENT, atMs: sentMs }, ...facts, { type: SEEN, atMs: seenMs }];
  return steps.slice(1).flatMap(({ type, atMs }, index) => {
    const before = steps[index];
    // The ledger's clock has whole milliseconds.
    return before === undefined ? [] : [{ name: `${before.type} → ${type}`, ms: Math.max(0, atMs - before.atMs) }];
  });
}

/** A figure a stage, then the whole; facts of one commit have no time between them and are left out. */
export function stageFigures(ended: readonly EndedExperiment[]): Figure[] {
  const samples = new Map<string, number[]>();
  const whole: number[] = [];
  for (const one of ended) {
    for (const { name, ms } of stagesOf(one)) samples.set(name, [...(samples.get(name) ?? []), ms]);
    whole.push(one.seenMs - one.sentMs);
  }
  const stages = [...samples].filter(([, taken]) => taken.some((ms) => ms > 0));
  return [
    ...stages.map(([name, taken]): Figure => ({ name, unit: 'ms', samples: taken })),
    { name: WHOLE, unit: 'ms', samples: whole },
  ];
}
