import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
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
import { UploadQuota } from '../artifacts/upload-quota.ts';
import { word } from '../problems/query.schema.ts';
import { ClipImports } from './clip-imports.ts';
import { ClipLimit } from './clip-limit.ts';
import { Problem } from '../problems/problem.ts';
import { checked } from '../problems/request.pipe.ts';

/** Everything else about the record is checked by the ledger. */
const clipBody = commandBody(clipCommands.add, {
  digest: z.string().regex(/^[0-9a-f]{64}$/, 'a hex sha256 of 64 characters'),
}).omit({ id: true });

const BYTES = 'application/octet-stream';
const importQuery = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/, 'letters, digits, _ and -, at most 100 characters')
    .describe('what the clip is called'),
  file: word(255).default('video').describe('name of the file: its ending may tell the format'),
});

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
    private readonly imports: ClipImports,
    private readonly quota: UploadQuota,
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

  @Post('import')
  @Needs('submitter')
  @HttpCode(201)
  @ApiOperation({ summary: 'Decodes a video, stores its planes and makes the clip known; the body is the file' })
  @ApiConsumes(BYTES)
  @answers(201, 'Clip', 'The clip, with everything that was assumed about the file')
  async import(
    @Query({ schema: importQuery }) { name, file }: z.infer<typeof importQuery>,
    @Asker() asker: Holder,
    @Req() request: Request,
  ): Promise<Clip> {
    if (!request.is(BYTES)) {
      throw Problem.of(415, 'not_bytes', `content-type: "${request.headers['content-type'] ?? ''}" is not allowed`, {
        ...{ field: 'content-type', allowed: [BYTES] },
      });
    }
    const length = request.headers['content-length'];
    const bytes = this.quota.counted(asker.name, length === undefined ? undefined : Number(length), request);
    const clip = await this.imports.take(name, file, bytes);
    await this.add(clip, asker);
    return clip;
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
