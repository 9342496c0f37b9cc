import { NotTried, OnDurable, Quarantine, readArrived } from '@codecsmith/bus';
import type { RawCommand } from '@codecsmith/kernel';
import { DISK_FULL } from '@codecsmith/ledger';
import { Controller, UseFilters } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { RepeatLater } from '../repeat-later.filter.ts';
import { CommandGate } from './command-gate.ts';

const CONCURRENCY = 500;
/** A command that ends its ledger so often is given up; time in which the log cannot be written does not count. */
const DELIVERIES = 30;
const DISK_PAUSE_MS = 5_000;

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
    if (code === DISK_FULL) throw new NotTried(DISK_PAUSE_MS, message);
    throw new Quarantine(`refused: ${code}: ${message} (command ${command.id})`);
  }
}
