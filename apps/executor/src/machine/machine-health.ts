import type { ServiceHealth } from '@codecsmith/bus';
import { Injectable } from '@nestjs/common';
import { Machine } from './machine.ts';

/** An executor takes no work while its machine is unfit. */
@Injectable()
export class MachineHealth implements ServiceHealth {
  constructor(private readonly machine: Machine) {}

  get unhealthyReason(): string | undefined {
    return this.machine.fitness.unhealthyReason;
  }

  get takesWork(): boolean {
    return this.unhealthyReason === undefined;
  }
}
