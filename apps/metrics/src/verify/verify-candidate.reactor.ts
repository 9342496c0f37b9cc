import { defineReactor, Quarantine, type Reactor } from '@codecsmith/bus';
import { experimentFacts, type ExperimentCommandInput } from '@codecsmith/experiment';
import { lastFact, workOf } from '../facts/work-of.ts';
import type { MetricsParts } from '../measure-candidate.reactor.ts';
import { verification } from './verification.ts';

/** CandidateReexecuted → every digest and number compared with the recorded ones, and the finding told. */
export const verifyCandidate = (parts: MetricsParts): Reactor =>
  defineReactor({
    durable: 'metrics-verify',
    handles: ['CandidateReexecuted'],
    concurrency: 1,
    async handle(fact, context) {
      const { nc, signal } = context;
      const found = await verification({
        ...{ ...parts, signal },
        again: experimentFacts.CandidateReexecuted.parse(fact.data),
        queued: await workOf(nc, fact.aggregateId),
        executed: await lastFact(nc, fact.aggregateId, 'CandidateExecuted'),
        measured: await lastFact(nc, fact.aggregateId, 'CandidateMeasured'),
      });
      const data: ExperimentCommandInput<'record-verification'> = found;
      const answer = await context.ask({ verb: 'record-verification', data });
      if (!answer.accepted) throw new Quarantine(`the ledger refused record-verification: ${answer.refusal.message}`);
    },
  });
