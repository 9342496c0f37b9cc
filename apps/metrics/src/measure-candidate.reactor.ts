import { defineReactor, Quarantine, RetryLater, type Reactor, type ReactorCommand } from '@codecsmith/bus';
import { experimentFacts, type Cause, type ExperimentCommandData } from '@codecsmith/experiment';
import type { MeasureExperimentRequest } from './assess/assessment-parts.ts';
import { measureExperiment } from './assess/measure-experiment.ts';
import { workOf } from './facts/work-of.ts';
import { MeasurementRefused } from './measure/measurement-refused.ts';

/** What the reactor needs of its host. */
export type MetricsParts = Pick<MeasureExperimentRequest, 'store' | 'cache' | 'workFolder' | 'tools'>;

/** After so many tries a failure of the lab's own is recorded too: no experiment waits for ever. */
const TRIES = 5;

/** The ledger's refusals that mean: somebody else has already ended this step. */
const SETTLED = ['already_concluded', 'wrong_phase'];

/** CandidateExecuted → the numbers, curves and verdict, or the cause why there are none. */
export const measureCandidate = (parts: MetricsParts): Reactor =>
  defineReactor({
    durable: 'metrics',
    handles: ['CandidateExecuted'],
    concurrency: 1,
    async handle(fact, context) {
      const executed = experimentFacts.CandidateExecuted.parse(fact.data);
      const queued = await workOf(context.nc, fact.aggregateId);
      const request = { ...parts, executed, queued, signal: context.signal };
      const command = await commandFor(request, context.attempt);
      const answer = await context.ask(command);
      if (answer.accepted || SETTLED.includes(answer.refusal.code)) return;
      throw new Quarantine(`the ledger refused ${command.verb}: ${answer.refusal.message}`);
    },
  });

/** What to tell the ledger. A failure that a repeat may heal is thrown while tries are left. */
async function commandFor(request: MeasureExperimentRequest, attempt: number): Promise<ReactorCommand> {
  try {
    return { verb: 'record-measured', data: await measureExperiment(request) };
  } catch (error) {
    if (error instanceof MeasurementRefused) return failed(request, error.toCause());
    if (error instanceof RetryLater || request.signal?.aborted === true || attempt < TRIES) throw error;
    return failed(request, labFault(error));
  }
}

function failed({ executed }: MeasureExperimentRequest, cause: Cause): ReactorCommand {
  const data: ExperimentCommandData<'record-measurement-failed'> = { attempt: executed.attempt, cause };
  return { verb: 'record-measurement-failed', data };
}

function labFault(error: unknown): Cause {
  const message = (error instanceof Error ? error.message : String(error)).slice(0, 4000);
  const nowhere = { side: null, clip: null, quality: null, frame: null, line: null, column: null };
  return {
    ...nowhere,
    code: 'lab_fault',
    message,
    advice: 'The lab failed, not the candidate: see the log, then submit again.',
  };
}
