import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { ClipCurves, Progress } from '@codecsmith/client';
import { LabViews } from '@codecsmith/views';
import { z } from 'zod';
import { Problem } from '../problems/problem.ts';
import { answers } from '../documents/answers.ts';
import { whole, word } from '../problems/query.schema.ts';
import { AnchorCurves } from './anchor-curves.ts';

const curvesQuery = z.strictObject({
  clip: word(100).min(1).describe('digest or name'),
  campaign: word(100).optional(),
  experiments: word(4000)
    .transform((ids) => ids.split(','))
    .optional()
    .describe('only these, separated by commas'),
  limit: whole({ min: 1, max: 100 }).default(12).describe('of the best, and of the newest'),
});
const progressQuery = z.strictObject({ campaign: word(100).optional() });

/** Numbers over many experiments. */
@ApiTags('curves')
@ApiBearerAuth()
@Controller('api/v1')
export class CurvesController {
  constructor(
    private readonly views: LabViews,
    private readonly anchors: AnchorCurves,
  ) {}

  @Get('curves')
  @answers(200, 'ClipCurves', 'Points that were measured; best score first')
  @ApiOperation({ summary: 'Rate-distortion curves of candidates and anchors on one clip' })
  async curves(@Query({ schema: curvesQuery }) query: z.infer<typeof curvesQuery>): Promise<ClipCurves> {
    const clip = await this.views.clip(query.clip);
    if (clip === undefined) throw Problem.notFound('clip', query.clip);
    const [candidates, anchors] = await Promise.all([
      this.views.curves({ ...query, clip: clip.digest }),
      this.anchors.on(clip),
    ]);
    return { clip: clip.digest, candidates, anchors };
  }

  @Get('progress')
  @answers(200, 'Progress', 'As of now')
  @ApiOperation({
    summary: 'Throughput, why experiments failed, and the best score of those that no campaign requested',
  })
  progress(@Query({ schema: progressQuery }) { campaign }: z.infer<typeof progressQuery>): Promise<Progress> {
    return this.views.progress(campaign);
  }
}
