import { FactReader, OnFact, type FactContext, type FactData, type ReactorCommand } from '@codecsmith/bus';
import type { ExperimentCommandInput } from '@codecsmith/experiment';
import type { GpuGrant } from '@codecsmith/jail';
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
    const again = (gpu?: GpuGrant) =>
      this.machine.fitness.patiently(() => reexecute({ ...this.parts, gpu }, work, signal), signal);
    const runs = work.queued.lane === 'gpu' ? await this.onGpu(again, signal) : await again();
    const data: ExperimentCommandInput<'record-reexecution'> = {
      attempt,
      runs,
      environment: this.machine.environment,
    };
    return { verb: 'record-reexecution', data };
  }

  private get parts() {
    const { store, jail, workFolder } = this.machine;
    return { store, jail, workFolder };
  }

  /** Comes again, at this executor or another, until one with a GPU takes it or the queue shows it as quarantined. */
  private onGpu<T>(again: (gpu: GpuGrant) => Promise<T>, signal: AbortSignal): Promise<T> {
    const { gpus, instance } = this.machine;
    if (gpus.all.length === 0) throw new Error(`it ran in the lane gpu, and ${instance} has no GPU to run it again`);
    return gpus.withOne(signal, again);
  }
}
