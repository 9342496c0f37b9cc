import type { NatsConnection } from '@codecsmith/bus';
import type { Logger } from '@codecsmith/platform';
import { jetstreamManager } from '@nats-io/jetstream';
import { Inject, Injectable } from '@nestjs/common';
import { PARTS } from '../parts.token.ts';

export interface QuarantineWatchParts {
  readonly nc: NatsConnection;
  readonly logger: Logger;
}

/** Counts what lies in quarantine, by subject, and says so when it grows. */
@Injectable()
export class QuarantineWatch {
  private counts: ReadonlyMap<string, number> = new Map();

  constructor(@Inject(PARTS) private readonly parts: QuarantineWatchParts) {}

  /** Messages by subject, as of the last look. */
  get bySubject(): ReadonlyMap<string, number> {
    return this.counts;
  }

  async look(): Promise<void> {
    const manager = await jetstreamManager(this.parts.nc);
    const { state } = await manager.streams.info('QUARANTINE', { subjects_filter: '>' });
    const counts = new Map(Object.entries(state.subjects ?? {}));
    for (const [subject, count] of counts) {
      const added = count - (this.counts.get(subject) ?? 0);
      if (added > 0) this.parts.logger.warn({ subject, added, count }, 'messages in quarantine');
    }
    this.counts = counts;
  }
}
