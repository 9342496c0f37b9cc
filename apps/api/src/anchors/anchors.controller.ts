import { randomUUID } from 'node:crypto';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { anchorCommands } from '@codecsmith/experiment';
import type { Accepted } from '@codecsmith/client';
import { z } from 'zod';
import { Asker, Needs } from '../access/token.guard.ts';
import type { Holder } from '../access/token-store.ts';
import { CommandSender } from '../commands/command-sender.ts';
import { commandBody } from '../commands/command-body.ts';
import { answers } from '../documents/answers.ts';
import { bodyDocs } from '../documents/body-docs.ts';
import { checked } from '../problems/request.pipe.ts';

const anchorBody = commandBody(anchorCommands.measure, {});

/** Standard encoders that candidates are compared with. */
@ApiTags('anchors')
@ApiBearerAuth()
@Controller('api/v1/anchors')
export class AnchorsController {
  constructor(private readonly sender: CommandSender) {}

  @Post()
  @Needs('submitter')
  @HttpCode(202)
  @ApiOperation({ summary: 'Measures one encoder in one mode on a clip; AnchorMeasured or AnchorFailed tells' })
  @bodyDocs(anchorCommands.measure.extend({ id: z.string().optional() }))
  @answers(202, 'Accepted', 'AnchorRequested is committed; the curve follows as a fact')
  async measure(
    @Body(checked(anchorBody)) { id, ...data }: z.infer<typeof anchorBody>,
    @Asker() asker: Holder,
  ): Promise<Accepted> {
    return this.sender.submit({ id: id ?? randomUUID(), aggregate: 'anchor', type: 'measure', data }, asker);
  }
}
