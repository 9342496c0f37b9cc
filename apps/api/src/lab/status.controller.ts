import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { LabStatus } from '@codecsmith/client';
import { LabViews } from '@codecsmith/views';
import { answers } from '../documents/answers.ts';
import { LabMachine } from './lab-machine.ts';
import { LabQueues } from './lab-queues.ts';
import { StuckAfter } from './stuck-after.ts';

/** How the lab is doing. */
@ApiTags('status')
@ApiBearerAuth()
@Controller('api/v1/status')
export class StatusController {
  constructor(
    private readonly views: LabViews,
    private readonly queues: LabQueues,
    private readonly machine: LabMachine,
    private readonly stuckAfter: StuckAfter,
  ) {}

  @Get()
  @ApiOperation({ summary: 'End of the log, work by phase, outcomes, reactors, stuck and quarantined work' })
  @answers(200, 'LabStatus', 'As of now')
  async show(): Promise<LabStatus> {
    const [status, queues, machine] = await Promise.all([
      this.views.status(this.stuckAfter.limits),
      this.queues.report(),
      this.machine.report(),
    ]);
    return { ...status, ...queues, ...machine };
  }
}
