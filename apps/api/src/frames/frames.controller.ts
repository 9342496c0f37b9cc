import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ArtifactMissing, FileArtifactStore } from '@codecsmith/artifacts';
import { experimentFacts, type Clip } from '@codecsmith/experiment';
import type { Fact } from '@codecsmith/kernel';
import { buildExperimentDocument, LabViews } from '@codecsmith/views';
import type { Response } from 'express';
import { z } from 'zod';
import { Problem } from '../problems/problem.ts';
import { answersBytes } from '../documents/answers.ts';
import { whole, word } from '../problems/query.schema.ts';
import { heatMap, png, rgbOf, type FramePlace } from './frame-picture.ts';

const frameQuery = z.strictObject({
  clip: word(100).min(1).describe('digest'),
  quality: whole({ min: 1, max: 100 }),
  picture: z.enum(['source', 'reconstruction', 'difference']).default('reconstruction'),
});
type FrameQuery = z.infer<typeof frameQuery>;

/** What a candidate made of a frame, to look at. */
@ApiTags('experiments')
@ApiBearerAuth()
@Controller('api/v1/experiments')
export class FramesController {
  constructor(
    private readonly views: LabViews,
    private readonly artifacts: FileArtifactStore,
  ) {}

  @Get(':id/frames/:frame')
  @ApiOperation({
    summary: 'A frame of a measured run as PNG: source, reconstruction, or their difference as a heat map',
  })
  @answersBytes(200, 'image/png', 'The picture')
  async show(
    @Param('id') id: string,
    @Param('frame') frameText: string,
    @Query({ schema: frameQuery }) query: FrameQuery,
    @Res() response: Response,
  ): Promise<void> {
    const places = placesOf(await this.views.facts(id), id, query, frameText);
    const picture = await this.#pictureOf(places, query.picture).catch(whenTrimmed(places, id));
    response
      .set({ 'content-type': 'image/png', 'cache-control': 'private, max-age=31536000, immutable' })
      .send(await png(picture, places.source.clip));
  }

  async #pictureOf({ source, reconstruction }: Places, picture: FrameQuery['picture']): Promise<Buffer> {
    if (picture !== 'difference') return rgbOf({ source, reconstruction }[picture], this.artifacts);
    return heatMap(await rgbOf(source, this.artifacts), await rgbOf(reconstruction, this.artifacts));
  }
}

/** Says how to get a picture back whose planes a sweep has deleted. */
const whenTrimmed =
  ({ reconstruction }: Places, id: string) =>
  (error: unknown): never => {
    if (!(error instanceof ArtifactMissing) || error.digest !== reconstruction.digest) throw error;
    throw Problem.of(
      404,
      'trimmed',
      `the reconstruction was trimmed; verify makes it again: ./codecsmith verify ${id}`,
    );
  };

interface Places {
  readonly source: FramePlace;
  readonly reconstruction: FramePlace;
}

/** Where both pictures of a frame lie; a problem for what was never measured. */
function placesOf(
  facts: readonly Fact[],
  id: string,
  { clip: digest, quality }: FrameQuery,
  frameText: string,
): Places {
  const [first] = facts;
  if (first?.aggregate !== 'experiment') throw Problem.notFound('experiment', id);
  const { runs, candidate } = buildExperimentDocument(facts);
  const run = runs.find((each) => each.clip === digest && each.quality === quality);
  const clip = experimentFacts.ExperimentRequested.parse(first.data).clips.find((each) => each.digest === digest);
  if (run === undefined || clip === undefined || candidate === null) {
    throw Problem.notFound('run', `${digest} at quality ${quality}`);
  }
  const frame = frameNumber(frameText, clip);
  return {
    source: { digest: clip.digest, format: clip.pixelFormat, clip, frame },
    reconstruction: { digest: run.reconstruction, format: candidate.color, clip, frame },
  };
}

function frameNumber(text: string, { frames }: Clip): number {
  if (/^\d{1,9}$/.test(text) && Number(text) < frames) return Number(text);
  throw Problem.of(400, 'invalid_frame', `frame: "${text}" is not allowed: 0 to ${frames - 1} are`, {
    field: 'frame',
    allowed: [`0 to ${frames - 1}`],
  });
}
