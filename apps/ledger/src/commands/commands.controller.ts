import { OnDurable, Quarantine, readArrived, RetryLater } from '@codecsmith/bus';
import type { RawCommand } from '@codecsmith/kernel';
import { DISK_FULL } from '@codecsmith/ledger';
import { Controller, UseFilters } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { RepeatLater } from '../repeat-later.filter.ts';
import { CommandGate } from './command-gate.ts';

const CONCURRENCY = 500;
/** While the log cannot be written a command is tried for most of an hour, then kept in QUARANTINE. */
const DELIVERIES = 30;
const DISK_PAUSE_MS = 120_000;

/**
 * Takes commands that were published without waiting. Their publishers get no answer, so a refused one goes to
 * QUARANTINE with its reason, where they and the operator can find it.
 */
@Controller()
@UseFilters(RepeatLater)
export class Commands {
  constructor(private readonly gate: CommandGate) {}

  @OnDurable({ durable: 'ledger-commands', concurrency: CONCURRENCY, maxDeliveries: DELIVERIES }, readArrived)
  async decide(@Payload() command: RawCommand): Promise<void> {
    const answer = await this.gate.submit(command);
    if (answer.accepted) return;
    const { code, message } = answer.refusal;
    if (code === DISK_FULL) throw new RetryLater(DISK_PAUSE_MS, message);
    throw new Quarantine(`refused: ${code}: ${message} (command ${command.id})`);
  }
}
