import { FileArtifactStore } from '@codecsmith/artifacts';
import type { Decoder } from '@codecsmith/client';
import { ENTRY_POINTS } from '@codecsmith/codec';
import { linkedModules } from '@codecsmith/codeckit';
import { buildExperimentDocument, LabViews } from '@codecsmith/views';
import { Controller, Get, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { readFile } from 'node:fs/promises';
import { answers } from '../documents/answers.ts';
import { Problem } from '../problems/problem.ts';

/** Decoders for browsers. */
@ApiTags('experiments')
@ApiBearerAuth()
@Controller('api/v1/experiments')
export class DecoderController {
  constructor(
    private readonly views: LabViews,
    private readonly artifacts: FileArtifactStore,
  ) {}

  @Get(':id/decoder')
  @ApiOperation({
    summary: 'The cleared source of a JavaScript codec with the parts of codeckit that it uses, as modules',
  })
  @answers(200, 'Decoder', 'Modules, each behind those it imports; the last exports `labDecode`')
  async show(@Param('id') id: string): Promise<Decoder> {
    const facts = await this.views.facts(id);
    if (facts[0]?.aggregate !== 'experiment') throw Problem.notFound('experiment', id);
    const { candidate } = buildExperimentDocument(facts);
    if (candidate === null) throw Problem.notFound('candidate', id);
    const { language, api, digest } = candidate;
    if (language !== 'javascript') {
      throw Problem.of(422, 'not_javascript', `language: "${language}" is not allowed: browsers run javascript`, {
        field: 'language',
        allowed: ['javascript'],
      });
    }
    const code = await readFile(await this.artifacts.localPath(digest), 'utf8');
    const decode = ENTRY_POINTS.javascript[api].decode.name;
    return { modules: linkedModules(`${code}\nexport { ${decode} as labDecode };\n`) };
  }
}
