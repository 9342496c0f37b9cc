import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node';
import type { z } from 'zod';
import { parseWith, readJson } from '../messages/read-command.ts';
import { redriveSubject } from '../topology/subjects.ts';
import type { Delivery, PullWorkerOptions } from './pull-worker.ts';
import { DeadLetterQueue, redriveAnswerSchema, redriveSchema, type QuarantinedMessage } from './dead-letter-queue.ts';

export interface RedriveOptions extends Pick<PullWorkerOptions, 'durable' | 'handle' | 'log'> {
  /** Starts work unless the worker's hands are full. */
  readonly take: (work: () => Promise<void>) => boolean;
  readonly signal: AbortSignal;
}

/** Where an operator asks a worker to try a message of its own again that lies in quarantine. What fails again stays there. */
export class RedriveEndpoint {
  private readonly nc: NatsConnection;
  private readonly queue: DeadLetterQueue;
  private readonly options: RedriveOptions;
  private subscription: Subscription | undefined;

  constructor(nc: NatsConnection, options: RedriveOptions) {
    this.nc = nc;
    this.queue = new DeadLetterQueue(nc);
    this.options = options;
  }

  open(): void {
    const { durable } = this.options;
    this.subscription ??= this.nc.subscribe(redriveSubject(durable), {
      queue: durable,
      callback: (_, request) => void this.answer(request).catch((err: unknown) => this.stays(err)),
    });
  }

  close(): void {
    this.subscription?.unsubscribe();
  }

  private async answer(request: Msg): Promise<void> {
    const say = (said: z.infer<typeof redriveAnswerSchema>) => request.respond(JSON.stringify(said));
    const message = await this.queue.at(parseWith(redriveSchema, readJson(request.data)).place);
    if (message === undefined) say({ taken: false, reason: 'it is gone' });
    else if (this.options.take(() => this.tryAgain(message))) say({ taken: true });
    else say({ taken: false, reason: 'it runs as many as it may' });
  }

  private async tryAgain(message: QuarantinedMessage): Promise<void> {
    try {
      const afterwards = await this.options.handle(this.deliveryOf(message));
      await this.queue.drop(message.place);
      await afterwards?.();
    } catch (err) {
      this.stays(err);
    }
  }

  private stays(err: unknown): void {
    this.options.log.warn({ err, durable: this.options.durable }, 'tried again, and it stays in quarantine');
  }

  private deliveryOf({ subject, sequence, headers, encoding, payload }: QuarantinedMessage): Delivery {
    return {
      ...{ subject, sequence, attempt: 1, signal: this.options.signal },
      data: Buffer.from(payload, encoding),
      headers,
      header: (name) => headers[name]?.[0] ?? '',
    };
  }
}
