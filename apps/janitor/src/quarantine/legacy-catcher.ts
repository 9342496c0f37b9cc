import { quarantine } from '@codecsmith/bus';
import { jetstream } from '@nats-io/jetstream';
import type { Msg, Subscription } from '@nats-io/transport-node';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { PARTS } from '../parts.token.ts';
import type { QuarantineWatchParts } from './quarantine-watch.ts';

/** Job subjects of the system before this one; a stream cannot filter by the beginning of a token. */
const LEGACY = /^(?:proc|gpu)_exp_/;
const ORIGIN = 'legacy';

/** Keeps what producers of the old system still send to `proc_exp_…` and `gpu_exp_…`, so that it is seen and never run. */
@Injectable()
export class LegacyCatcher implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private subscription: Subscription | undefined;

  constructor(@Inject(PARTS) private readonly parts: QuarantineWatchParts) {}

  onApplicationBootstrap(): void {
    this.subscription = this.parts.nc.subscribe('*', {
      queue: 'janitor',
      callback: (error, message) => {
        if (error === null && LEGACY.test(message.subject)) this.keep(message);
      },
    });
  }

  beforeApplicationShutdown(): void {
    this.subscription?.unsubscribe();
  }

  private keep(message: Msg): void {
    const given = {
      stream: '(none)',
      sequence: 0,
      subject: message.subject,
      deliveries: 1,
      headers: Object.fromEntries(message.headers ?? []),
      data: message.data,
    };
    quarantine(jetstream(this.parts.nc), ORIGIN, given, 'a job of the system before this one').catch((err: unknown) =>
      this.parts.logger.warn({ err, subject: message.subject }, 'an old job could not be kept'),
    );
  }
}
