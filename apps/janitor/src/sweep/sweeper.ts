import { setTimeout as sleep } from 'node:timers/promises';
import { ask, type NatsConnection } from '@codecsmith/bus';
import type { Logger } from '@codecsmith/platform';
import type { LabViews } from '@codecsmith/views';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { DiskWatch } from '../disk/disk-watch.ts';
import { QuarantineWatch } from '../quarantine/quarantine-watch.ts';
import { PARTS } from '../parts.token.ts';
import { DurableWatch } from './durable-watch.ts';
import { lostAttempts, overduePhases, type PhaseLimits, type SweepCommand } from './deadlines.ts';
import { ServedTime } from './served-time.ts';

export interface SweeperParts {
  readonly nc: NatsConnection;
  readonly views: LabViews;
  readonly limits: PhaseLimits;
  readonly sweepMs: number;
  readonly logger: Logger;
}

/** What a sweep came to. */
export interface SweepReport {
  readonly expired: readonly string[];
  /** Findings that had settled themselves when the ledger looked again. */
  readonly settled: readonly string[];
}

/** Looks for lost attempts and overdue phases, again and again, and asks the ledger to end them. */
@Injectable()
export class Sweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly ending = new AbortController();
  private loop: Promise<void> | undefined;
  private readonly served: ServedTime;
  private failure: string | undefined = 'no sweep yet';

  constructor(
    @Inject(PARTS) private readonly parts: SweeperParts,
    private readonly disk: DiskWatch,
    private readonly quarantine: QuarantineWatch,
    private readonly durables: DurableWatch,
  ) {
    this.served = new ServedTime(parts.sweepMs);
  }

  onApplicationBootstrap(): void {
    this.loop = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.ending.abort(new Error('shutting down'));
    await this.loop;
  }

  /** Why the janitor does not do its work, or the alarm it raises. */
  get trouble(): string | undefined {
    return this.failure ?? this.disk.alarm;
  }

  /** One sweep. */
  async sweep(now = new Date()): Promise<SweepReport> {
    const { views, limits } = this.parts;
    const leases = lostAttempts(await views.leases(), now);
    const served = this.served.count(await views.openPhases(), await this.durables.served(), now);
    const phases = overduePhases(served, limits);
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
        this.parts.logger.warn({ err }, 'a sweep failed; the next one looks again');
      }
      await sleep(this.parts.sweepMs, undefined, { signal: this.ending.signal }).catch(() => undefined);
    }
  }

  private async send({ id, verb, aggregateId, data }: SweepCommand): Promise<boolean> {
    const { nc, logger } = this.parts;
    const command = { id, aggregate: 'experiment', verb, aggregateId, actor: 'service:janitor', data };
    const answer = await ask(nc, command, { signal: this.ending.signal });
    const found = { experimentId: aggregateId, verb, ...data };
    if (answer.accepted) logger.info({ ...found, facts: answer.facts }, 'expired');
    else logger.debug({ ...found, refusal: answer.refusal }, 'settled by itself');
    return answer.accepted;
  }
}
