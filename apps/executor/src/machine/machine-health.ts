import type { ServiceHealth } from '@codecsmith/bus';
import { Injectable } from '@nestjs/common';
import { Machine } from './machine.ts';
import { Presence } from './presence.ts';

/** An executor takes no work while its machine is unfit, or the lab wants none of it. */
@Injectable()
export class MachineHealth implements ServiceHealth {
  constructor(
    private readonly machine: Machine,
    private readonly presence: Presence,
  ) {}

  get unhealthyReason(): string | undefined {
    return this.machine.fitness.unhealthyReason ?? this.presence.refusal;
  }

  get takesWork(): boolean {
    return this.unhealthyReason === undefined;
  }
}
