import { Controller, Delete, Get, HttpCode, Param, ParseIntPipe, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { QuarantinedMessage } from '@codecsmith/bus';
import { z } from 'zod';
import { Needs } from '../access/token.guard.ts';
import { LabQuarantine } from './lab-quarantine.ts';

const page = z.object({
  after: z.coerce.number().int().min(0).default(0).describe('place of the last message seen'),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

/** Messages that could not be handled: their payloads may be anything, so only operators see them. */
@ApiTags('quarantine')
@ApiBearerAuth()
@Needs('operator')
@Controller('api/v1/quarantine')
export class QuarantineController {
  constructor(private readonly quarantine: LabQuarantine) {}

  @Get()
  @ApiOperation({ summary: 'Messages that could not be handled, the oldest first, each with the reason' })
  async list(
    @Query({ schema: page }) { after, limit }: z.infer<typeof page>,
  ): Promise<{ items: QuarantinedMessage[] }> {
    return { items: await this.quarantine.list(after, limit) };
  }

  @Post(':place/redrive')
  @HttpCode(202)
  @ApiOperation({ summary: 'Has its service try it again; it leaves quarantine when that succeeds' })
  async redrive(@Param('place', ParseIntPipe) place: number): Promise<void> {
    await this.quarantine.redrive(place);
  }

  @Delete(':place')
  @HttpCode(204)
  @ApiOperation({ summary: 'Deletes it for good' })
  async drop(@Param('place', ParseIntPipe) place: number): Promise<void> {
    await this.quarantine.drop(place);
  }
}
