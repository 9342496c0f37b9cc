import { FactReader, OnFact, type FactContext, type FactData, type ReactorCommand } from '@codecsmith/bus';
import type { ExperimentCommandInput } from '@codecsmith/experiment';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Machine } from '../machine/machine.ts';
import { reexecute } from './reexecute.ts';

/**
 * VerificationRequested → every run done again from the recorded bytes. No lease: nothing of the experiment rests on who
 * does it, and where two executors do, both answer with the command id of this one fact, so the ledger keeps one result.
 */
@Controller()
export class ReexecuteCandidate {
  constructor(
    private readonly machine: Machine,
    private readonly facts: FactReader,
  ) {}

  @OnFact('VerificationRequested', { durable: 'executor-verify', concurrency: 1 })
  async handle(
    @Payload() { attempt }: FactData<'VerificationRequested'>,
    @Ctx() { fact: { aggregateId }, signal }: FactContext,
  ): Promise<ReactorCommand> {
    const work = {
      queued: await this.facts.last('ExecutionQueued', aggregateId),
      executed: await this.facts.last('CandidateExecuted', aggregateId),
    };
    const runs = await this.machine.fitness.patiently(() => reexecute(this.machine, work, signal), signal);
    const data: ExperimentCommandInput<'record-reexecution'> = {
      attempt,
      runs,
      environment: this.machine.environment,
    };
    return { verb: 'record-reexecution', data };
  }
}
