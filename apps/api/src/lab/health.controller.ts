import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { OpenToAll } from '../access/token.guard.ts';
import { HealthChecks, LabId } from './health-checks.ts';

/** For whoever restarts this process (live) or sends it requests (ready). */
@ApiTags('health')
@OpenToAll()
@Controller('health')
export class HealthController {
  constructor(
    private readonly checks: HealthChecks,
    private readonly lab: LabId,
  ) {}

  @Get('live')
  @ApiOperation({ summary: 'The process answers' })
  live(): { status: 'ok'; lab: string | null } {
    return { status: 'ok', lab: this.lab.id };
  }

  @Get('ready')
  @ApiOperation({ summary: 'Everything it needs is there; otherwise each part says what it lacks' })
  @ApiOkResponse({ description: 'ready' })
  @ApiServiceUnavailableResponse({ description: 'not ready' })
  async ready(@Res({ passthrough: true }) response: Response): Promise<object> {
    const parts = await this.checks.run();
    const ready = Object.values(parts).every((state) => state === 'ok');
    response.status(ready ? 200 : 503);
    return { status: ready ? 'ok' : 'unavailable', lab: this.lab.id, parts };
  }
}
