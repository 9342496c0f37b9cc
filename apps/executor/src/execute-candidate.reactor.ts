import { defineReactor, Quarantine, type Reactor, type ReactorCommand, type ReactorContext } from '@codecsmith/bus';
import { experimentFacts } from '@codecsmith/experiment';
import type { Fact, IssuedLease } from '@codecsmith/kernel';
import { executeAttempt } from './attempt/execute-attempt.ts';
import { handBack, type AttemptKey } from './attempt/report.ts';
import type { Queued } from './attempt/work.ts';
import { LeaseKeeper } from './lease/lease-keeper.ts';
import type { ExecutorParts } from './parts.ts';

export type Lane = Queued['lane'];

/** Refusals that mean: this attempt is somebody else's, or over. */
const NOT_OURS = ['already_started', 'stale_attempt', 'wrong_phase', 'already_concluded'];

/** How long a shutdown tries to hand an attempt back. */
const HAND_BACK_MS = 800;

/**
 * ExecutionQueued → the attempt. The message is acknowledged as soon as the ledger has granted the lease; from there
 * the lease alone governs, and the jail ends when the ledger says so.
 */
export const executeCandidate = (parts: ExecutorParts, lane: Lane, slots: number): Reactor =>
  defineReactor({
    durable: `executor-${lane}`,
    handles: ['ExecutionQueued'],
    concurrency: slots,
    isOpen: () => parts.fitness.trouble === undefined,
    async handle(fact, context) {
      const queued = experimentFacts.ExecutionQueued.parse(fact.data);
      // Fetched just before the machine became unfit.
      await parts.fitness.untilFit(context.signal);
      const lease = await startExecution(parts, queued, context);
      return lease && (() => run(parts, fact, queued, lease, context));
    },
  });

/** Undefined when the attempt is not, or no longer, to be had. */
async function startExecution(
  { instance, environment, log }: ExecutorParts,
  { attempt, lane }: Queued,
  context: ReactorContext,
): Promise<IssuedLease | undefined> {
  const answer = await context.ask({
    id: `${context.commandId}:${instance}`,
    verb: 'start-execution',
    data: { attempt, executor: instance, lane, environment },
  });
  if (answer.accepted) {
    if (answer.lease === undefined) log.warn({ instance, attempt }, 'granted before, and its lease is over');
    return answer.lease;
  }
  if (NOT_OURS.includes(answer.refusal.code)) return undefined;
  throw new Quarantine(`the ledger refused start-execution: ${answer.refusal.message}`);
}

async function run(
  parts: ExecutorParts,
  { aggregateId }: Fact,
  queued: Queued,
  lease: IssuedLease,
  context: ReactorContext,
): Promise<void> {
  const { attempt } = queued;
  const key: AttemptKey = { attempt, token: lease.token, code: queued.code };
  const keeper = new LeaseKeeper(
    parts.nc,
    { aggregateId, attempt, token: lease.token, executor: parts.instance },
    lease,
  );
  try {
    const command = await executeAttempt(parts, queued, key, AbortSignal.any([keeper.signal, context.signal]));
    if (keeper.signal.aborted)
      parts.log.info({ aggregateId, attempt, reason: String(keeper.signal.reason) }, 'stopped');
    else if (context.signal.aborted) await handBackInTime(key, context);
    else if (command !== undefined) await record(command, key, context);
  } catch (err) {
    // The lease runs out, and the janitor gives the attempt to the next.
    parts.log.warn({ err, aggregateId, attempt }, 'the end of an attempt could not be told');
  } finally {
    await keeper.stop();
  }
}

/** A record that the ledger does not take is the lab's fault: the attempt is handed back with the ledger's reason. */
async function record(command: ReactorCommand, key: AttemptKey, context: ReactorContext): Promise<void> {
  const answer = await context.ask(command);
  if (answer.accepted || NOT_OURS.includes(answer.refusal.code)) return;
  const reason = `${command.verb} was refused: ${answer.refusal.message}`;
  await context.ask({ ...handBack(key, 'lab_fault', reason), id: `${context.commandId}:refused` });
}

const handBackInTime = async (key: AttemptKey, context: ReactorContext): Promise<void> => {
  const command = handBack(key, 'shutdown', 'it was shut down');
  await context.ask(command, { signal: AbortSignal.timeout(HAND_BACK_MS) });
};
