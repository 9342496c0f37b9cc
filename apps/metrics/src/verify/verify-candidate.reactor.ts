import { FactReader, OnFact, type FactContext, type FactData, type ReactorCommand } from '@codecsmith/bus';
import type { ExperimentCommandInput } from '@codecsmith/experiment';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { MeasurementResources } from '../measurement-resources.ts';
import { verification } from './verification.ts';

/** CandidateReexecuted → every digest and number compared with the recorded ones, and the finding recorded. */
@Controller()
export class VerifyCandidate {
  constructor(
    private readonly resources: MeasurementResources,
    private readonly facts: FactReader,
  ) {}

  @OnFact('CandidateReexecuted', { durable: 'metrics-verify', concurrency: 1 })
  async handle(
    @Payload() again: FactData<'CandidateReexecuted'>,
    @Ctx() { fact: { aggregateId }, signal }: FactContext,
  ): Promise<ReactorCommand> {
    const { store, cache, workFolder, tools } = this.resources;
    const data: ExperimentCommandInput<'record-verification'> = await verification({
      ...{ store, cache, workFolder, tools, signal, again },
      queued: await this.facts.last('ExecutionQueued', aggregateId),
      executed: await this.facts.last('CandidateExecuted', aggregateId),
      measured: await this.facts.last('CandidateMeasured', aggregateId),
    });
    return { verb: 'record-verification', data };
  }
}
