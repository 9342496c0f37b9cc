import { FactReader, OnFact, RetryLater, type FactContext, type FactData, type ReactorCommand } from '@codecsmith/bus';
import type { Cause, ExperimentCommandData } from '@codecsmith/experiment';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { MeasureExperimentRequest } from './assess/assessment-parts.ts';
import { measureExperiment } from './assess/measure-experiment.ts';
import { MeasurementResources } from './measurement-resources.ts';
import { MeasurementRefused } from './measure/measurement-refused.ts';

/** After so many tries a failure of the lab's own is recorded too: no experiment waits for ever. */
const TRIES = 5;

/** CandidateExecuted → the numbers, curves and verdict, or the cause why there are none. */
@Controller()
export class MeasureCandidate {
  constructor(
    private readonly resources: MeasurementResources,
    private readonly facts: FactReader,
  ) {}

  @OnFact('CandidateExecuted', { durable: 'metrics', concurrency: 1 })
  async handle(
    @Payload() executed: FactData<'CandidateExecuted'>,
    @Ctx() { fact, signal, attempt }: FactContext,
  ): Promise<ReactorCommand> {
    const queued = await this.facts.last('ExecutionQueued', fact.aggregateId);
    const { store, cache, workFolder, tools } = this.resources;
    return commandFor({ store, cache, workFolder, tools, executed, queued, signal }, attempt);
  }
}

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
