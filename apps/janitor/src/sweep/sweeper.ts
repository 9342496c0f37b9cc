import { pause } from '@codecsmith/kernel';
import { LedgerClient, LOGGER, type ServiceHealth } from '@codecsmith/bus';
import type { Logger } from '@codecsmith/platform';
import { LabViews } from '@codecsmith/views';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { DiskWatch } from '../disk/disk-watch.ts';
import { JanitorSettings } from '../janitor-settings.ts';
import { QuarantineWatch } from '../quarantine/quarantine-watch.ts';
import { DurableWatch } from './durable-watch.ts';
import { lostAttempts, overduePhases, type SweepCommand } from './deadlines.ts';
import { ServedTime } from './served-time.ts';

/** What a sweep came to. */
export interface SweepReport {
  readonly expired: readonly string[];
  /** Findings that had settled themselves when the ledger looked again. */
  readonly settled: readonly string[];
}

/** Looks for lost attempts and overdue phases, again and again, and asks the ledger to end them. */
@Injectable()
export class Sweeper implements ServiceHealth, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly ending = new AbortController();
  private loop: Promise<void> | undefined;
  private readonly served: ServedTime;
  private failure: string | undefined = 'no sweep yet';

  constructor(
    private readonly settings: JanitorSettings,
    private readonly views: LabViews,
    private readonly ledger: LedgerClient,
    private readonly disk: DiskWatch,
    private readonly quarantine: QuarantineWatch,
    private readonly durables: DurableWatch,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.served = new ServedTime(settings.sweepMs);
  }

  onApplicationBootstrap(): void {
    this.loop = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.ending.abort(new Error('shutting down'));
    await this.loop;
  }

  /** Why the janitor does not do its work. */
  get unhealthyReason(): string | undefined {
    return this.failure;
  }

  /** One sweep. */
  async sweep(now = new Date()): Promise<SweepReport> {
    const leases = lostAttempts(await this.views.leases(), now);
    const served = this.served.count(await this.views.openPhases(), await this.durables.served(), now);
    const phases = overduePhases(served, this.settings.limits);
    const [expired, settled]: [string[], string[]] = [[], []];
    for (const command of [...leases, ...phases]) {
      const accepted = await this.send(command);
      (accepted ? expired : settled).push(command.id);
    }
    return { expired, settled };
  }

  private async run(): Promise<void> {
    while (!this.ending.signal.aborted) {
      try {
        await this.sweep();
        await Promise.all([this.disk.look(), this.quarantine.look()]);
        this.failure = undefined;
      } catch (err) {
        if (this.ending.signal.aborted) return;
        this.failure = err instanceof Error ? err.message : String(err);
        this.logger.warn({ err }, 'a sweep failed; the next one looks again');
      }
      await pause(this.settings.sweepMs, this.ending.signal);
    }
  }

  private async send({ id, verb, aggregateId, data }: SweepCommand): Promise<boolean> {
    const command = { id, aggregate: 'experiment', verb, aggregateId, data };
    const answer = await this.ledger.ask(command, { signal: this.ending.signal });
    const found = { experimentId: aggregateId, verb, ...data };
    if (answer.accepted) this.logger.info({ ...found, facts: answer.facts }, 'expired');
    else this.logger.debug({ ...found, refusal: answer.refusal }, 'settled by itself');
    return answer.accepted;
  }
}
