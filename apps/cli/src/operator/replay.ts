import { FactReader, openBus } from '@codecsmith/bus';
import { usageError } from '../exit-code.ts';
import { printJson, printLine } from '../output/print.ts';
import { createProgress } from '../output/progress.ts';
import { replayFacts, type ReplayPlan } from './fact-stream.ts';
import { actorAt, busAddress } from './lab-servers.ts';

export interface ReplayOptions extends Omit<ReplayPlan, 'to'> {
  readonly to?: number;
  readonly json?: true;
}

/** Publishes the facts asked for again and says where. */
export async function replay({ from, to, speed, subject, json }: ReplayOptions): Promise<void> {
  if (to !== undefined && to < from)
    throw usageError(`--to ${to}: allowed from ${from}, where it begins`, { field: 'to' });
  const address = await busAddress();
  const nc = await openBus('replay', address);
  const facts = new FactReader(nc, actorAt(address));
  const progress = createProgress();
  try {
    const last = (await facts.end())?.position ?? 0;
    if (from > last) throw usageError(`--from ${from}: the log ends at position ${last}`, { field: 'from' });
    const plan = { from, to: Math.min(to ?? last, last), speed, subject };
    const count = await replayFacts(nc, facts, plan, (done, of) => progress.redraw([`${done} of ${of} facts`]));
    progress.done();
    if (json) printJson({ facts: count, ...plan, speed: Number.isFinite(speed) ? speed : null });
    else printLine(`${count} facts, positions ${from} to ${plan.to}, on ${subject}.lab.v1.fact.>`);
  } finally {
    progress.done();
    await nc.close();
  }
}
