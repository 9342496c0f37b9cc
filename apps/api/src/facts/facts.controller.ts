import { Controller, Get, Headers, Query, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { Problem } from '../problems/problem.ts';
import { FactBell } from './fact-bell.ts';
import { FactLog, publicFact, type PublicFact } from './fact-log.ts';
import { FactStream } from './fact-stream.ts';

const page = z.object({
  from: z.coerce.number().int().min(1).default(1).describe('position of the first fact'),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});
const streamQuery = z.object({
  after: z.coerce.number().int().min(0).optional().describe('start after this position; Last-Event-ID goes before it'),
  aggregateId: z.string().max(100).optional().describe('only facts of this experiment, clip, …'),
});

/** The log: in pages, and live. */
@ApiTags('facts')
@ApiBearerAuth()
@Controller()
export class FactsController {
  constructor(
    private readonly log: FactLog,
    private readonly bell: FactBell,
  ) {}

  @Get('api/v1/facts')
  @ApiOperation({ summary: 'Facts of the whole log in order, as CloudEvents' })
  @ApiOkResponse({ description: '{ items: CloudEvent[] }' })
  async list(@Query({ schema: page }) { from, limit }: z.infer<typeof page>): Promise<{ items: PublicFact[] }> {
    return { items: (await this.log.after(from - 1, limit)).map(publicFact) };
  }

  @Get('api/events')
  @ApiOperation({
    summary: 'Facts as they happen, as server-sent events',
    description:
      'The id of an event is its position: a client that sends it as Last-Event-ID goes on right after it. ' +
      'The stream opens with an id without data: the position that it starts behind.',
  })
  @ApiProduces('text/event-stream')
  async follow(
    @Query({ schema: streamQuery }) query: z.infer<typeof streamQuery>,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const after = positionOf(lastEventId) ?? query.after ?? (await this.log.headPosition());
    await new FactStream(this.log, this.bell, response).run(after, query.aggregateId, request);
  }
}

function positionOf(lastEventId: string | undefined): number | undefined {
  if (lastEventId === undefined || lastEventId === '') return undefined;
  if (/^\d{1,15}$/.test(lastEventId)) return Number(lastEventId);
  throw Problem.of(400, 'invalid_position', `Last-Event-ID: "${lastEventId}" is no position`, {
    field: 'Last-Event-ID',
    allowed: ['a whole number from 0'],
  });
}
