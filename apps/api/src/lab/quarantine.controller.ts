import { Controller, Delete, Get, HttpCode, Param, ParseIntPipe, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Page, QuarantinedMessage, ResponseBody } from '@codecsmith/client';
import { z } from 'zod';
import { Needs } from '../access/token.guard.ts';
import { answers } from '../documents/answers.ts';
import { whole } from '../problems/query.schema.ts';
import { LabQuarantine } from './lab-quarantine.ts';

const page = z.strictObject({
  after: whole({ min: 0 }).default(0).describe('place of the last message seen'),
  limit: whole({ min: 1, max: 100 }).default(50),
});

type Place = ResponseBody<'QuarantinePlace'>;

/** Messages that could not be handled: their payloads may be anything, so only operators see them. */
@ApiTags('quarantine')
@ApiBearerAuth()
@Needs('operator')
@Controller('api/v1/quarantine')
export class QuarantineController {
  constructor(private readonly quarantine: LabQuarantine) {}

  @Get()
  @ApiOperation({ summary: 'Messages that could not be handled, the oldest first, each with the reason' })
  @answers(200, 'QuarantinePage', 'Messages with the reason')
  async list(@Query({ schema: page }) { after, limit }: z.infer<typeof page>): Promise<Page<QuarantinedMessage>> {
    const found = await this.quarantine.list(after, limit + 1);
    const items = found.slice(0, limit);
    return { items, next: found.length > limit ? String(items.at(-1)?.place) : null };
  }

  @Post(':place/redrive')
  @HttpCode(202)
  @ApiOperation({ summary: 'Has its service try it again; it leaves quarantine when that succeeds' })
  @answers(202, 'QuarantinePlace', 'Its service has taken it')
  async redrive(@Param('place', ParseIntPipe) place: number): Promise<Place> {
    await this.quarantine.redrive(place);
    return { place };
  }

  @Delete(':place')
  @ApiOperation({ summary: 'Deletes it for good' })
  @answers(200, 'QuarantinePlace', 'It is deleted')
  async drop(@Param('place', ParseIntPipe) place: number): Promise<Place> {
    await this.quarantine.drop(place);
    return { place };
  }
}
