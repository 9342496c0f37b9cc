import { hostname } from 'node:os';
import { LedgerClient, LOGGER, STOP } from '@codecsmith/bus';
import { EXECUTOR_BEAT_MS, type ExecutorBeat, type ExecutorVerdict, pause } from '@codecsmith/kernel';
import { readConfig, VERSION, type Logger, type ServiceContext } from '@codecsmith/platform';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Machine, slots } from './machine.ts';

type Work = ExecutorBeat['doing'][number];

/** Tells the lab that this executor is there and what it does, and does what the lab answers. */
@Injectable()
export class Presence implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly stopped = new AbortController();
  private readonly startedAt = new Date().toISOString();
  private readonly doing = new Set<Work>();
  private done = 0;
  private failed = 0;
  private verdict: ExecutorVerdict | undefined;
  private beating: Promise<void> | undefined;

  constructor(
    private readonly machine: Machine,
    private readonly ledger: LedgerClient,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(STOP) private readonly stop: ServiceContext['stop'],
  ) {}

  /** Why no work may be taken, as far as the lab wants it; undefined when it may. */
  get refusal(): string | undefined {
    if (this.verdict === undefined) return 'waits for the lab to answer';
    return this.verdict.order === 'work' ? undefined : (this.verdict.reason ?? `${this.verdict.order}s`);
  }

  onApplicationBootstrap(): void {
    this.beating = this.keepBeating();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped.abort();
    await this.beating;
  }

  /** An attempt begins; call the result when it ends, with whether it brought a result. */
  begin(experiment: string, attempt: number): (succeeded: boolean) => void {
    const work: Work = { experiment, attempt, since: new Date().toISOString() };
    this.doing.add(work);
    return (succeeded) => {
      this.doing.delete(work);
      if (succeeded) this.done += 1;
      else this.failed += 1;
    };
  }

  private async keepBeating(): Promise<void> {
    const { signal } = this.stopped;
    while (!signal.aborted) {
      const options = { timeoutMs: EXECUTOR_BEAT_MS, signal };
      const verdict = await this.ledger.presence(this.beat(), options).catch((err: unknown) => {
        if (!signal.aborted) this.logger.warn({ err }, 'the lab does not understand what this executor says of itself');
        return undefined;
      });
      if (verdict !== undefined) this.obey(verdict);
      await pause(EXECUTOR_BEAT_MS, signal);
    }
  }

  private obey(verdict: ExecutorVerdict): void {
    if (verdict.order !== this.verdict?.order)
      this.logger.info(verdict, verdict.order === 'work' ? 'takes work' : 'takes no more work');
    this.verdict = verdict;
    if (verdict.order === 'leave' && this.doing.size === 0) this.stop('removed by an operator', 0);
  }

  private beat(): ExecutorBeat {
    const { LAB_EXECUTOR_NAME: name, LAB_EXECUTOR_LANES: lanes } = readConfig([
      'LAB_EXECUTOR_NAME',
      'LAB_EXECUTOR_LANES',
    ]);
    return {
      instance: this.machine.instance,
      name: name ?? hostname(),
      host: hostname(),
      version: VERSION,
      startedAt: this.startedAt,
      lanes,
      slots: slots(),
      tier: this.machine.jail.tier,
      gpu: gpuOf(this.machine.environment),
      state: this.machine.fitness.unhealthyReason ?? this.refusal ?? 'works',
      doing: [...this.doing],
      done: this.done,
      failed: this.failed,
    };
  }
}

const gpuOf = ({ gpu }: Machine['environment']): string | null => (typeof gpu === 'string' ? gpu : null);
