import type { Answer, BeatVerdict, LeaseBeat } from '@codecsmith/kernel';
import type { NatsConnection } from '@nats-io/transport-node';
import { ask, beatLease, type AskOptions, type Outgoing } from './ask.ts';

/** Sends commands to the ledger in the name of one service. */
export class LedgerClient {
  constructor(
    private readonly nc: NatsConnection,
    private readonly service: string,
  ) {}

  /** As {@link ask}. */
  ask(command: Omit<Outgoing, 'actor'>, options?: AskOptions): Promise<Answer> {
    return ask(this.nc, { ...command, actor: `service:${this.service}` }, options);
  }

  /** As {@link beatLease}. */
  beat(beat: LeaseBeat, options?: AskOptions): Promise<BeatVerdict | undefined> {
    return beatLease(this.nc, beat, options);
  }
}
