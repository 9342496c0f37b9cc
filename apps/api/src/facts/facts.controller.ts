import { Controller, Get, Headers, Query, Req, Res } from '@nestjs/common';
import type { Page, PublicFact } from '@codecsmith/client';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Holder } from '../access/token-store.ts';
import { Asker } from '../access/token.guard.ts';
import { Problem } from '../problems/problem.ts';
import { answers, answersBytes } from '../documents/answers.ts';
import { after, factPage, word, type FactPageQuery } from '../problems/query.schema.ts';
import { FactLog } from './fact-log.ts';
import { EVENT_STREAM_HEADERS, FactStream, SharedLog } from './fact-stream.ts';
import { FollowerLimit } from './follower-limit.ts';

const streamQuery = z.strictObject({
  after: after.optional().describe('start behind this position; Last-Event-ID goes before it'),
  aggregateId: word(100).optional().describe('only facts of this experiment, clip, …'),
});

/** The log: in pages, and live. */
@ApiTags('facts')
@ApiBearerAuth()
@Controller()
export class FactsController {
  constructor(
    private readonly log: FactLog,
    private readonly followed: SharedLog,
    private readonly followers: FollowerLimit,
  ) {}

  @Get('api/v1/facts')
  @ApiOperation({ summary: 'Facts of the whole log in order, as CloudEvents' })
  @answers(200, 'FactPage', 'One page; null as next says that this was the end of the log')
  list(@Query({ schema: factPage }) page: FactPageQuery): Promise<Page<PublicFact>> {
    return this.log.page(page);
  }

  @Get('api/events')
  @ApiOperation({
    summary: 'Facts as they happen, as server-sent events',
    description:
      'The id of an event is its position: a client that sends it as Last-Event-ID goes on right after it. ' +
      'The stream opens with an id without data: the position that it starts behind. One token may have so many ' +
      'streams open at a time; one more is refused with 429.',
  })
  @answersBytes(200, 'text/event-stream', 'Events without end')
  async follow(
    @Query({ schema: streamQuery }) query: z.infer<typeof streamQuery>,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Asker() asker: Holder,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    if (request.method === 'HEAD') {
      response.status(200).set(EVENT_STREAM_HEADERS).end();
      return;
    }
    const after = positionOf(lastEventId) ?? query.after ?? (await this.log.headPosition());
    await this.followers.within(asker.name, () =>
      new FactStream(this.followed, response).run(after, query.aggregateId, request),
    );
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
