import { pipeline } from 'node:stream/promises';
import { Controller, Get, Head, Headers, HttpCode, Param, Put, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import { FileArtifactStore, type ArtifactRef } from '@codecsmith/artifacts';
import type { Request, Response } from 'express';
import { answers, answersBytes } from '../documents/answers.ts';
import type { Holder } from '../access/token-store.ts';
import { Asker, ExecutorsToo, Needs } from '../access/token.guard.ts';
import { Problem } from '../problems/problem.ts';
import { parseRange } from './byte-range.ts';
import { UploadQuota } from './upload-quota.ts';

const BYTES = 'application/octet-stream';
/** Planes of ten minutes of 1080p at 60 fps would be larger; clips are meant to be short. */
const MAX_ARTIFACT_BYTES = 8 * 2 ** 30;

/** Bytes by their sha256: code, bitstreams, reconstructions, planes, logs. */
@ApiTags('artifacts')
@ApiBearerAuth()
@ExecutorsToo()
@Controller('api/v1/artifacts')
export class ArtifactsController {
  constructor(
    private readonly store: FileArtifactStore,
    private readonly quota: UploadQuota,
  ) {}

  @Head(':digest')
  @ApiOperation({ summary: 'Whether an artifact is here, and its size' })
  @answersBytes(200, BYTES, 'It is here: the headers of GET, without the bytes')
  async look(@Param('digest') digest: string, @Res() response: Response): Promise<void> {
    describe(response, digest, await this.store.sizeOf(digest));
    response.status(200).end();
  }

  @Get(':digest')
  @ApiOperation({ summary: 'The bytes, or one range of them' })
  @answersBytes(200, BYTES, 'All of them')
  @answersBytes(206, BYTES, 'The range of the header `range`')
  async read(
    @Param('digest') digest: string,
    @Headers('range') rangeHeader: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const sizeBytes = await this.store.sizeOf(digest);
    const range = parseRange(rangeHeader, sizeBytes);
    if (range === 'unsatisfiable') {
      response.setHeader('content-range', `bytes */${sizeBytes}`);
      throw Problem.of(416, 'range_outside', `range ${rangeHeader} is outside the ${sizeBytes} bytes`);
    }
    const body = await this.store.createReadStream(digest, range);
    describe(response, digest, range === undefined ? sizeBytes : range.end - range.start + 1);
    if (range !== undefined) response.setHeader('content-range', `bytes ${range.start}-${range.end}/${sizeBytes}`);
    response.status(range === undefined ? 200 : 206);
    await pipeline(body, response).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error; // the reader went away
    });
  }

  /** Write-once: what a digest names never changes, so putting it again changes nothing. */
  @Put(':digest')
  @Needs('submitter')
  @HttpCode(201)
  @ApiOperation({ summary: 'Stores bytes under their own sha256; other bytes are refused' })
  @answers(201, 'ArtifactRef', 'They are stored')
  @ApiConsumes(BYTES)
  async write(
    @Param('digest') digest: string,
    @Asker() { name, role }: Holder,
    @Req() request: Request,
  ): Promise<ArtifactRef> {
    if (!request.is(BYTES)) {
      throw Problem.of(415, 'not_bytes', `content-type: "${request.headers['content-type'] ?? ''}" is not allowed`, {
        field: 'content-type',
        allowed: [BYTES],
      });
    }
    // Executors send what candidates made, within the limits of their runs.
    const bytes = role === 'executor' ? request : this.quota.counted(name, lengthOf(request), request);
    return this.store.putStream(bytes, { expectedDigest: digest, maxBytes: MAX_ARTIFACT_BYTES });
  }
}

/** As its sender announces it; undefined for a stream of unknown length. */
function lengthOf({ headers }: Request): number | undefined {
  const length = headers['content-length'];
  return length === undefined ? undefined : Number(length);
}

function describe(response: Response, digest: string, lengthBytes: number): void {
  response.set({
    'content-type': BYTES,
    'content-length': String(lengthBytes),
    'content-disposition': `attachment; filename="${digest}"`,
    'accept-ranges': 'bytes',
    'cache-control': 'private, max-age=31536000, immutable',
    etag: `"${digest}"`,
  });
}
