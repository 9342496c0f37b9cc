import { Controller, Get, Res } from '@nestjs/common';
import type { Health, ResponseBody } from '@codecsmith/client';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { OpenToAll } from '../access/token.guard.ts';
import { answers } from '../documents/answers.ts';
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
  @answers(200, 'Liveness', 'It answers')
  live(): ResponseBody<'Liveness'> {
    return { status: 'ok', lab: this.lab.id };
  }

  @Get('ready')
  @ApiOperation({ summary: 'Everything it needs is there; otherwise each part says what it lacks' })
  @answers(200, 'Health', 'Ready')
  @answers(503, 'Health', 'Not ready')
  async ready(@Res({ passthrough: true }) response: Response): Promise<Health> {
    const parts = await this.checks.run();
    const ready = Object.values(parts).every((state) => state === 'ok');
    response.status(ready ? 200 : 503);
    return { status: ready ? 'ok' : 'unavailable', lab: this.lab.id, parts };
  }
}
