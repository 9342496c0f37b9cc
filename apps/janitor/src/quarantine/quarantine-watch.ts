import { BUS, LOGGER, type NatsConnection } from '@codecsmith/bus';
import type { Logger } from '@codecsmith/platform';
import { jetstreamManager } from '@nats-io/jetstream';
import { Inject, Injectable } from '@nestjs/common';

/** Counts what lies in quarantine, by subject, and says so when it grows. */
@Injectable()
export class QuarantineWatch {
  private counts: ReadonlyMap<string, number> = new Map();

  constructor(
    @Inject(BUS) private readonly nc: NatsConnection,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Messages by subject, as of the last look. */
  get bySubject(): ReadonlyMap<string, number> {
    return this.counts;
  }

  async look(): Promise<void> {
    const manager = await jetstreamManager(this.nc);
    const { state } = await manager.streams.info('QUARANTINE', { subjects_filter: '>' });
    const counts = new Map(Object.entries(state.subjects ?? {}));
    for (const [subject, count] of counts) {
      const added = count - (this.counts.get(subject) ?? 0);
      if (added > 0) this.logger.warn({ subject, added, count }, 'messages in quarantine');
    }
    this.counts = counts;
  }
}
