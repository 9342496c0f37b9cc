import { randomUUID } from 'node:crypto';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { experimentCommands } from '@codecsmith/experiment';
import type { Accepted } from '@codecsmith/client';
import { z } from 'zod';
import { Asker, Needs } from '../access/token.guard.ts';
import type { Holder } from '../access/token-store.ts';
import { CommandSender } from '../commands/command-sender.ts';
import { commandBody } from '../commands/command-body.ts';
import { answers } from '../documents/answers.ts';
import { bodyDocs } from '../documents/body-docs.ts';
import { checked } from '../problems/request.pipe.ts';

const verifyBody = commandBody(experimentCommands.verify, {});

/** Asks that a completed experiment be proved again from its recorded bytes. */
@ApiTags('experiments')
@ApiBearerAuth()
@Controller('api/v1/experiments')
export class VerificationController {
  constructor(private readonly sender: CommandSender) {}

  @Post(':id/verify')
  @Needs('submitter')
  @HttpCode(202)
  @ApiOperation({ summary: 'Runs it again and compares every digest and number; VerificationPassed or Failed tells' })
  @bodyDocs(experimentCommands.verify.extend({ id: z.string().optional() }))
  @answers(202, 'Accepted', 'VerificationRequested is committed; the finding follows as a fact')
  async verify(
    @Param('id') experimentId: string,
    @Body(checked(verifyBody)) { id, ...data }: z.infer<typeof verifyBody>,
    @Asker() asker: Holder,
  ): Promise<Accepted> {
    const command = { id: id ?? randomUUID(), aggregate: 'experiment', type: 'verify', data };
    return this.sender.submit({ ...command, aggregateId: experimentId }, asker);
  }
}
