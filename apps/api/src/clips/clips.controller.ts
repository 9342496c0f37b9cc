import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { clipCommands, type Clip } from '@codecsmith/experiment';
import type { Accepted, Page } from '@codecsmith/client';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { Asker, Needs } from '../access/token.guard.ts';
import type { Holder } from '../access/token-store.ts';
import { commandBody } from '../commands/command-body.ts';
import { CommandSender } from '../commands/command-sender.ts';
import { answers } from '../documents/answers.ts';
import { bodyDocs } from '../documents/body-docs.ts';
import { LabViews } from '@codecsmith/views';
import { ClipLimit } from './clip-limit.ts';
import { Problem } from '../problems/problem.ts';
import { checked } from '../problems/request.pipe.ts';

/** Everything else about the record is checked by the ledger. */
const clipBody = commandBody(clipCommands.add, {
  digest: z.string().regex(/^[0-9a-f]{64}$/, 'a hex sha256 of 64 characters'),
}).omit({ id: true });

const correctBody = commandBody(clipCommands.correct, {});
const renameBody = commandBody(clipCommands.rename, {});

/** Source videos by the sha256 of their decoded frames. */
@ApiTags('clips')
@ApiBearerAuth()
@Controller('api/v1/clips')
export class ClipsController {
  constructor(
    private readonly sender: CommandSender,
    private readonly views: LabViews,
    private readonly limit: ClipLimit,
  ) {}

  @Post()
  @Needs('submitter')
  @HttpCode(202)
  @ApiOperation({ summary: 'Makes a clip known; put its planes under its digest first (PUT /api/v1/artifacts/…)' })
  @bodyDocs(clipCommands.add)
  @answers(202, 'Accepted', 'The clip is known')
  async add(@Body(checked(clipBody)) clip: z.infer<typeof clipBody>, @Asker() asker: Holder): Promise<Accepted> {
    await this.limit.check(clip.digest);
    // Adding a clip again is no news to the ledger; after it was removed it is.
    return this.sender.submit(
      { id: randomUUID(), aggregate: 'clip', aggregateId: clip.digest, type: 'add', data: clip },
      asker,
    );
  }

  @Get()
  @ApiOperation({ summary: 'All clips, by name' })
  @answers(200, 'ClipPage', 'All of them: next is null')
  async list(): Promise<Page<Clip>> {
    return { items: await this.views.clips(), next: null };
  }

  @Post(':clip/correct')
  @Needs('submitter')
  @HttpCode(202)
  @ApiOperation({ summary: 'Sets the rate or the tags of later experiments; those that ran keep theirs' })
  @answers(202, 'Accepted', 'The clip is corrected')
  @bodyDocs(clipCommands.correct.extend({ id: z.string().optional() }))
  async correct(
    @Param('clip') clip: string,
    @Body(checked(correctBody)) { id, ...data }: z.infer<typeof correctBody>,
    @Asker() asker: Holder,
  ): Promise<Accepted> {
    return this.#change(clip, { id, type: 'correct', data }, asker);
  }

  @Post(':clip/rename')
  @Needs('submitter')
  @HttpCode(202)
  @ApiOperation({ summary: 'Gives a clip another name' })
  @answers(202, 'Accepted', 'The clip is renamed')
  @bodyDocs(clipCommands.rename.extend({ id: z.string().optional() }))
  async rename(
    @Param('clip') clip: string,
    @Body(checked(renameBody)) { id, ...data }: z.infer<typeof renameBody>,
    @Asker() asker: Holder,
  ): Promise<Accepted> {
    return this.#change(clip, { id, type: 'rename', data }, asker);
  }

  @Delete(':clip')
  @Needs('submitter')
  @HttpCode(202)
  @ApiOperation({ summary: 'Forgets a clip’s names; its planes stay, because facts refer to them' })
  @answers(202, 'Accepted', 'The clip is forgotten')
  async remove(@Param('clip') clip: string, @Asker() asker: Holder): Promise<Accepted> {
    return this.#change(clip, { id: undefined, type: 'remove', data: {} }, asker);
  }

  async #change(
    reference: string,
    {
      id = randomUUID(),
      ...command
    }: { readonly id: string | undefined; readonly type: string; readonly data: unknown },
    asker: Holder,
  ): Promise<Accepted> {
    const found = await this.views.clip(reference);
    if (found === undefined) throw Problem.notFound('clip', reference);
    return this.sender.submit({ id, aggregate: 'clip', aggregateId: found.digest, ...command }, asker);
  }
}
