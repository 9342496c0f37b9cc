import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Accepted, LegacyExperiment, Page } from '@codecsmith/client';
import { legacyCommands } from '@codecsmith/experiment';
import { LabViews } from '@codecsmith/views';
import { z } from 'zod';
import { Asker, Needs } from '../access/token.guard.ts';
import type { Holder } from '../access/token-store.ts';
import { CommandSender } from '../commands/command-sender.ts';
import { commandBody } from '../commands/command-body.ts';
import { answers } from '../documents/answers.ts';
import { bodyDocs } from '../documents/body-docs.ts';
import { factPage, type FactPageQuery } from '../problems/query.schema.ts';
import { checked } from '../problems/request.pipe.ts';

const importBody = commandBody(legacyCommands.import, {});

/** Records of the earlier system, apart from everything that this lab measured. */
@ApiTags('legacy')
@ApiBearerAuth()
@Controller('api/v1/legacy')
export class LegacyController {
  constructor(
    private readonly views: LabViews,
    private readonly sender: CommandSender,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Imported records in the order of their import; their figures are not measurements' })
  @answers(200, 'LegacyPage', 'Records with what is wrong with them')
  async list(@Query({ schema: factPage }) { after, limit }: FactPageQuery): Promise<Page<LegacyExperiment>> {
    const found = await this.views.legacy({ after, limit: limit + 1 });
    const items = found.slice(0, limit);
    return { items, next: found.length > limit ? String(items.at(-1)?.position) : null };
  }

  @Post()
  @Needs('operator')
  @HttpCode(202)
  @ApiOperation({ summary: 'Imports one record; the same record again changes nothing' })
  @bodyDocs(legacyCommands.import.extend({ id: z.string().optional() }))
  @answers(202, 'Accepted', 'LegacyExperimentImported is committed, now or before')
  async import(
    @Body(checked(importBody)) { id, ...data }: z.infer<typeof importBody>,
    @Asker() asker: Holder,
  ): Promise<Accepted> {
    const command = { id: id ?? randomUUID(), aggregate: 'legacy', type: 'import', data };
    return this.sender.submit(command, asker);
  }
}
