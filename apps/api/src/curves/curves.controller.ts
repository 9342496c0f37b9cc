import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { LabViews, type CandidateCurve, type Progress } from '@codecsmith/views';
import { z } from 'zod';
import { Problem } from '../problems/problem.ts';
import { AnchorCurves, type AnchorCurve } from './anchor-curves.ts';

const curvesQuery = z.object({
  clip: z.string().min(1).max(100).describe('digest or name'),
  campaign: z.string().max(100).optional(),
  experiments: z
    .string()
    .max(4000)
    .transform((ids) => ids.split(','))
    .optional()
    .describe('only these, separated by commas'),
  limit: z.coerce.number().int().min(1).max(100).default(12).describe('of the best, and of the newest'),
});
const progressQuery = z.object({ campaign: z.string().max(100).optional() });

/** Everything that has been measured on one clip, ready to be drawn. */
export interface ClipCurves {
  readonly clip: string;
  readonly candidates: readonly CandidateCurve[];
  readonly anchors: readonly AnchorCurve[];
}

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
  @ApiOperation({ summary: 'Throughput, why experiments failed, and the best score of those that no search asked for' })
  progress(@Query({ schema: progressQuery }) { campaign }: z.infer<typeof progressQuery>): Promise<Progress> {
    return this.views.progress(campaign);
  }
}
