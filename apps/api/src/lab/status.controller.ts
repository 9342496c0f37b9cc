import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { LabViews, type LabStatus } from '@codecsmith/views';
import { LabQueues, type QueueReport } from './lab-queues.ts';
import { StuckAfter } from './stuck-after.ts';

/** How the lab is doing. */
@ApiTags('status')
@ApiBearerAuth()
@Controller('api/v1/status')
export class StatusController {
  constructor(
    private readonly views: LabViews,
    private readonly queues: LabQueues,
    private readonly stuckAfter: StuckAfter,
  ) {}

  @Get()
  @ApiOperation({ summary: 'End of the log, work by phase, outcomes, reactors, stuck and quarantined work' })
  async show(): Promise<LabStatus & QueueReport> {
    const [status, report] = await Promise.all([this.views.status(this.stuckAfter.limits), this.queues.report()]);
    return { ...status, ...report };
  }
}
