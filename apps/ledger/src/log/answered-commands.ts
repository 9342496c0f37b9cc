import { LOGGER } from '@codecsmith/bus';
import { forgetAnswered } from '@codecsmith/ledger';
import { readConfig, type Logger } from '@codecsmith/platform';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { databaseUrl } from '../open-ledger.ts';

const EVERY_MS = 6 * 3_600_000;

/** Forgets, now and then, the answers to commands that nobody repeats any more. */
@Injectable()
export class AnsweredCommands implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;

  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  onApplicationBootstrap(): void {
    void this.forget();
    this.timer = setInterval(() => void this.forget(), EVERY_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private async forget(): Promise<void> {
    const { LAB_LEDGER_COMMAND_WINDOW_MS: windowMs } = readConfig(['LAB_LEDGER_COMMAND_WINDOW_MS']);
    try {
      const forgotten = await forgetAnswered(databaseUrl(), new Date(Date.now() - windowMs));
      if (forgotten.commands + forgotten.leases > 0) this.logger.info(forgotten, 'forgot old answers and leases');
    } catch (err) {
      this.logger.warn({ err }, 'old answers could not be forgotten; tried again later');
    }
  }
}
