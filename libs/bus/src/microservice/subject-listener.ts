import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node';
import { refuse, type Refused } from '@codecsmith/kernel';
import { arrivedMessage, UnreadableMessage, type ArrivedMessage } from '../messages/read-command.ts';
import { RetryLater } from '../reactor/outcomes.ts';

/** A subject of core NATS, and the method that handles it. */
export interface SubjectHandler {
  readonly subject: string;
  readonly queue: string;
  /** Resolves with the answer; undefined for none. */
  handle(message: ArrivedMessage): Promise<unknown>;
  /** Whether the sender waits for an answer. */
  readonly answers: boolean;
  /** Whether another handler takes this very subject. */
  isTaken(subject: string): boolean;
}

export interface ListenerLog {
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Hears one subject until it is closed. A message whose handler failed gets no answer: its sender repeats it. */
export class SubjectListener {
  private readonly subscription: Subscription;
  private readonly running = new Set<Promise<void>>();

  constructor(
    private readonly nc: NatsConnection,
    private readonly handler: SubjectHandler,
    private readonly log: ListenerLog,
  ) {
    this.subscription = nc.subscribe(handler.subject, {
      queue: handler.queue,
      callback: (err, message) => {
        if (err !== null) this.log.warn({ err, subject: handler.subject }, 'a subscription failed');
        else if (!handler.isTaken(message.subject)) this.begin(message);
      },
    });
  }

  /** Takes no more, and waits for what runs. */
  async close(): Promise<void> {
    if (!this.nc.isClosed()) await this.subscription.drain();
    await Promise.all(this.running);
  }

  private begin(message: Msg): void {
    const task = this.answer(message).finally(() => this.running.delete(task));
    this.running.add(task);
  }

  private async answer(message: Msg): Promise<void> {
    try {
      const answer = await this.handler.handle(arrivedMessage(message));
      if (this.handler.answers && answer !== undefined) message.respond(JSON.stringify(answer));
    } catch (error) {
      this.failed(message, error);
    }
  }

  private failed(message: Msg, err: unknown): void {
    const { subject } = message;
    const outcome = this.handler.answers ? 'left without an answer' : 'not handled';
    if (err instanceof UnreadableMessage && this.handler.answers) message.respond(JSON.stringify(unreadable(err)));
    else if (err instanceof RetryLater) this.log.warn({ subject, err }, outcome);
    else this.log.error({ subject, err }, outcome);
  }
}

const unreadable = (error: UnreadableMessage): Refused => ({
  accepted: false,
  id: '',
  refusal: refuse('unreadable', error.message),
});
