import { defineReactor, Quarantine, type Reactor } from '@codecsmith/bus';
import { experimentFacts, type ExperimentCommandInput } from '@codecsmith/experiment';
import type { ExecutorParts } from '../parts.ts';
import { recordedWork } from './recorded-work.ts';
import { reexecute } from './reexecute.ts';

/**
 * VerificationRequested → every run done again from the recorded bytes. No lease: nothing of the experiment rests on who
 * does it, and where two executors do, both answer with the command id of this one fact, so the ledger keeps one result.
 */
export const reexecuteCandidate = (parts: ExecutorParts): Reactor =>
  defineReactor({
    durable: 'executor-verify',
    handles: ['VerificationRequested'],
    concurrency: 1,
    isOpen: () => parts.fitness.trouble === undefined,
    async handle(fact, context) {
      const { attempt } = experimentFacts.VerificationRequested.parse(fact.data);
      const work = await recordedWork(context.nc, fact.aggregateId);
      const runs = await parts.fitness.patiently(() => reexecute(parts, work, context.signal), context.signal);
      const data: ExperimentCommandInput<'record-reexecution'> = { attempt, runs, environment: parts.environment };
      const answer = await context.ask({ verb: 'record-reexecution', data });
      if (!answer.accepted) throw new Quarantine(`the ledger refused record-reexecution: ${answer.refusal.message}`);
    },
  });
