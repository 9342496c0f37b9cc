import { PullWorker, Quarantine, readCommand, RetryLater, type Delivery } from '@codecsmith/bus';
import { LedgerUnavailable } from '@codecsmith/ledger';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Parts } from '../open-parts.ts';
import { PARTS } from '../parts.token.ts';

const DURABLE = 'ledger-commands';
const CONCURRENCY = 500;
/** While the log cannot be written a command is tried for most of an hour, then kept in QUARANTINE. */
const DELIVERIES = 30;
const LONGEST_PAUSE_MS = 120_000;

/**
 * Takes commands that were published without waiting. Their publishers hear of nothing, so a refused one goes to
 * QUARANTINE with its reason, where they and the operator can find it.
 */
@Injectable()
export class CommandWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly worker: PullWorker;

  constructor(@Inject(PARTS) private readonly parts: Parts) {
    this.worker = new PullWorker(parts.connection, {
      durable: DURABLE,
      concurrency: CONCURRENCY,
      handle: (delivery) => this.handle(delivery),
      deliveryLimit: () => DELIVERIES,
      log: parts.logger,
    });
  }

  get trouble(): string | undefined {
    return this.worker.state.trouble;
  }

  onApplicationBootstrap(): void {
    this.worker.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.worker.stop();
  }

  private async handle(delivery: Delivery): Promise<void> {
    const command = readCommand(delivery.subject, delivery.data, delivery.header('traceparent'));
    const answer = await this.parts.ledger.submit(command).catch((error: unknown) => {
      if (error instanceof LedgerUnavailable) throw new RetryLater(pauseMs(delivery.attempt), error.message);
      throw error;
    });
    if (answer.accepted) return;
    const { code, message } = answer.refusal;
    throw new Quarantine(`refused: ${code}: ${message} (command ${command.id})`);
  }
}

const pauseMs = (attempt: number): number => Math.min(1_000 * 2 ** (attempt - 1), LONGEST_PAUSE_MS);
