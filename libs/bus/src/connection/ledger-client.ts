import type { Answer, BeatVerdict, ExecutorBeat, ExecutorVerdict, LeaseBeat } from '@codecsmith/kernel';
import type { NatsConnection } from '@nats-io/transport-node';
import { beatExecutor } from './executors.ts';
import { ask, beatLease, type AskOptions, type Outgoing } from './ask.ts';

/** Sends commands to the ledger in the name of one service or executor. */
export class LedgerClient {
  constructor(
    private readonly nc: NatsConnection,
    private readonly actor: string,
  ) {}

  /** As {@link ask}. */
  ask(command: Omit<Outgoing, 'actor'>, options?: AskOptions): Promise<Answer> {
    return ask(this.nc, { ...command, actor: this.actor }, options);
  }

  /** As {@link beatLease}. */
  beat(beat: LeaseBeat, options?: AskOptions): Promise<BeatVerdict | undefined> {
    return beatLease(this.nc, this.actor, beat, options);
  }

  /** As {@link beatExecutor}. */
  presence(beat: ExecutorBeat, options?: AskOptions): Promise<ExecutorVerdict | undefined> {
    return beatExecutor(this.nc, this.actor, beat, options);
  }
}
