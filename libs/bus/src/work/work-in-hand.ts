import type { Answer, Fact } from '@codecsmith/kernel';
import type { NatsConnection } from '@nats-io/transport-node';
import { ask, type AskOptions, type Outgoing } from '../connection/ask.ts';
import { recordsOf, type DurableName } from '../topology/topology.ts';
import { takeWork } from './take-work.ts';
import { NO_TOKEN } from './work-token.ts';

/** A fact in the hands of a reactor: its commands show the token of this work where the ledger wants it. */
export class WorkInHand {
  private token: string | undefined;

  constructor(
    private readonly durable: DurableName,
    private readonly fact: Pick<Fact, 'position' | 'hash'>,
    private readonly sender: { readonly nc: NatsConnection; readonly actor: string },
  ) {}

  /** As {@link ask}. A ledger that has started anew knows no token of before: the work is then taken again. */
  async ask(command: Outgoing, options: AskOptions): Promise<Answer> {
    const { nc } = this.sender;
    const { aggregate, verbs } = recordsOf(this.durable);
    if (command.aggregate !== aggregate || !verbs.includes(command.verb)) return ask(nc, command, options);
    this.token ??= await this.take(options);
    const answer = await ask(nc, { ...command, token: this.token }, options);
    if (answer.accepted || answer.refusal.code !== NO_TOKEN) return answer;
    this.token = await this.take(options);
    return ask(nc, { ...command, token: this.token }, options);
  }

  private take(options: AskOptions): Promise<string> {
    const { position, hash } = this.fact;
    return takeWork(this.sender.nc, this.sender.actor, { durable: this.durable, position, hash }, options);
  }
}
