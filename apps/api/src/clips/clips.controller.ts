import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { sha256Hex } from '@codecsmith/artifacts';
import { clipCommands, type Clip } from '@codecsmith/experiment';
import { canonicalJson } from '@codecsmith/kernel';
import type { Accepted, Page } from '@codecsmith/client';
import { z } from 'zod';
import { Asker, Needs } from '../access/token.guard.ts';
import type { Holder } from '../access/token-book.ts';
import { commandBody } from '../commands/command-body.ts';
import { CommandGate } from '../commands/command-gate.ts';
import { answers } from '../documents/answers.ts';
import { bodyDocs } from '../documents/body-docs.ts';
import { LabViews } from '@codecsmith/views';
import { checked } from '../problems/request.pipe.ts';

/** Everything else about the record is checked by the ledger. */
const clipBody = commandBody(clipCommands.add, {
  digest: z.string().regex(/^[0-9a-f]{64}$/, 'a hex sha256 of 64 characters'),
}).omit({ id: true });

/** Source videos by the sha256 of their decoded frames. */
@ApiTags('clips')
@ApiBearerAuth()
@Controller('api/v1/clips')
export class ClipsController {
  constructor(
    private readonly gate: CommandGate,
    private readonly views: LabViews,
  ) {}

  @Post()
  @Needs('submitter')
  @HttpCode(202)
  @ApiOperation({ summary: 'Makes a clip known; put its planes under its digest first (PUT /api/v1/artifacts/…)' })
  @bodyDocs(clipCommands.add)
  @answers(202, 'Accepted', 'The clip is known')
  async add(@Body(checked(clipBody)) clip: z.infer<typeof clipBody>, @Asker() asker: Holder): Promise<Accepted> {
    // The whole record, not its digest alone: the same frames with another tag are another question.
    const id = `clip:${sha256Hex(Buffer.from(canonicalJson(clip)))}`;
    return this.gate.submit({ id, aggregate: 'clip', aggregateId: clip.digest, type: 'add', data: clip }, asker);
  }

  @Get()
  @ApiOperation({ summary: 'All clips, by name' })
  @answers(200, 'ClipPage', 'All of them: next is null')
  async list(): Promise<Page<Clip>> {
    return { items: await this.views.clips(), next: null };
  }
}
