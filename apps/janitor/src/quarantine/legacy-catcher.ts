import { BUS, OnMessage, quarantine, type ArrivedMessage, type NatsConnection } from '@codecsmith/bus';
import { jetstream } from '@nats-io/jetstream';
import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';

/** Job subjects of the system before this one; a stream cannot filter by the beginning of a token. */
const LEGACY = /^(?:proc|gpu)_exp_/;
const ORIGIN = 'legacy';

/**
 * Keeps what producers of the old system still send to `proc_exp_…` and `gpu_exp_…`, so that it is seen and never run.
 * A server with users refuses it.
 */
@Controller()
export class LegacyCatcher {
  constructor(@Inject(BUS) private readonly nc: NatsConnection) {}

  @OnMessage('*', (message) => message, { withoutUsers: true })
  async keep(@Payload() { subject, data, headers }: ArrivedMessage): Promise<void> {
    if (!LEGACY.test(subject)) return;
    const given = { stream: '(none)', sequence: 0, subject, deliveries: 1, headers, data };
    await quarantine(jetstream(this.nc), ORIGIN, given, 'a job of the system before this one');
  }
}
