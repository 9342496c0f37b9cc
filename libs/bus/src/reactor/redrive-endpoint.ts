import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node';
import type { z } from 'zod';
import { parseWith, readJson } from '../messages/read-command.ts';
import { redrivenSubject, redriveSubject } from '../topology/subjects.ts';
import type { Delivery, PullWorkerOptions } from './pull-worker.ts';
import {
  type redriveAnswerSchema,
  type redrivenSchema,
  redriveSchema,
  type QuarantinedMessage,
} from './dead-letter-queue.ts';

export interface RedriveOptions extends Pick<PullWorkerOptions, 'durable' | 'handle' | 'log'> {
  /** Starts work unless the worker's hands are full. */
  readonly take: (work: () => Promise<void>) => boolean;
  readonly signal: AbortSignal;
}

/** Where an operator asks a worker to try a message of its own again that lies in quarantine. What fails again stays there. */
export class RedriveEndpoint {
  private readonly nc: NatsConnection;
  private readonly options: RedriveOptions;
  private subscription: Subscription | undefined;

  constructor(nc: NatsConnection, options: RedriveOptions) {
    this.nc = nc;
    this.options = options;
  }

  open(): void {
    const { durable } = this.options;
    this.subscription ??= this.nc.subscribe(redriveSubject(durable), {
      queue: durable,
      callback: (_, request) => this.answer(request),
    });
  }

  close(): void {
    this.subscription?.unsubscribe();
  }

  private answer(request: Msg): void {
    const say = (said: z.infer<typeof redriveAnswerSchema>) => request.respond(JSON.stringify(said));
    try {
      const message = parseWith(redriveSchema, readJson(request.data));
      if (this.options.take(() => this.tryAgain(message))) say({ taken: true });
      else say({ taken: false, reason: 'it runs as many as it may' });
    } catch (error) {
      say({ taken: false, reason: error instanceof Error ? error.message : String(error) });
    }
  }

  private async tryAgain(message: QuarantinedMessage): Promise<void> {
    try {
      const afterwards = await this.options.handle(this.deliveryOf(message));
      const done: z.infer<typeof redrivenSchema> = { place: message.place };
      this.nc.publish(redrivenSubject(this.options.durable), JSON.stringify(done));
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
