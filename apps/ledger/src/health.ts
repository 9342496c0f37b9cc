import { Injectable } from '@nestjs/common';
import { CommandWorker } from './commands/command-worker.ts';
import { FactRelay } from './log/fact-relay.ts';

/** Whether the service can do its work. */
@Injectable()
export class Health {
  constructor(
    private readonly relay: FactRelay,
    private readonly commands: CommandWorker,
  ) {}

  /** The reason why not, or undefined. */
  get trouble(): string | undefined {
    return this.relay.trouble ?? this.commands.trouble;
  }
}
