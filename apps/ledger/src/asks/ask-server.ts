import { addressOf, ALL_ASKS, LEASE_BEAT, parseWith, readCommand, readJson, UnreadableMessage } from '@codecsmith/bus';
import { leaseBeatSchema, refuse, type Answer, type BeatVerdict } from '@codecsmith/kernel';
import { LedgerUnavailable } from '@codecsmith/ledger';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Msg, Subscription } from '@nats-io/transport-node';
import type { Parts } from '../open-parts.ts';
import { PARTS } from '../parts.token.ts';

/** Instances share the asks; only the one that writes the log gets this far. */
const QUEUE = 'ledger';

/** Answers `lab.v1.ask.>` after the commit. What cannot be decided now gets no answer: the sender repeats it. */
@Injectable()
export class AskServer implements OnApplicationBootstrap, OnModuleDestroy {
  private subscription: Subscription | undefined;
  private readonly answering = new Set<Promise<void>>();

  constructor(@Inject(PARTS) private readonly parts: Parts) {}

  onApplicationBootstrap(): void {
    this.subscription = this.parts.connection.subscribe(ALL_ASKS, {
      queue: QUEUE,
      callback: (error, message) => {
        if (error === null) this.begin(message);
        else this.parts.logger.warn({ err: error }, 'the subscription to asks failed');
      },
    });
  }

  async onModuleDestroy(): Promise<void> {
    if (!this.parts.connection.isClosed()) await this.subscription?.drain();
    await Promise.all(this.answering);
  }

  private begin(message: Msg): void {
    const task = this.answer(message).finally(() => this.answering.delete(task));
    this.answering.add(task);
  }

  private async answer(message: Msg): Promise<void> {
    try {
      message.respond(JSON.stringify(await this.handle(message)));
    } catch (error) {
      if (error instanceof UnreadableMessage) message.respond(JSON.stringify(unreadable(error)));
      else this.unanswered(message, error);
    }
  }

  private handle(message: Msg): Promise<Answer | BeatVerdict> {
    const address = addressOf(message.subject);
    if (address?.aggregate === LEASE_BEAT.aggregate && address.verb === LEASE_BEAT.verb) {
      return this.parts.ledger.beat(parseWith(leaseBeatSchema, readJson(message.data)));
    }
    const trace = message.headers?.get('traceparent');
    return this.parts.ledger.submit(readCommand(message.subject, message.data, trace));
  }

  private unanswered(message: Msg, error: unknown): void {
    const { subject } = message;
    if (error instanceof LedgerUnavailable) this.parts.logger.warn({ subject, err: error }, 'left without an answer');
    else this.parts.logger.error({ subject, err: error }, 'left without an answer');
  }
}

const unreadable = (error: UnreadableMessage): Answer => ({
  accepted: false,
  id: '',
  refusal: refuse('unreadable', error.message),
});
