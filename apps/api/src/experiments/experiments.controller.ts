import { randomUUID } from 'node:crypto';
import {
  parseQuery,
  QueryProblem,
  SORT_KEYS,
  type Accepted,
  type ExperimentDocument,
  type ExperimentSummary,
  type Page,
  type PublicFact,
  type QueryCondition,
} from '@codecsmith/client';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { experimentCommands, outcome, phase } from '@codecsmith/experiment';
import { z } from 'zod';
import { Needs, Asker } from '../access/token.guard.ts';
import type { Holder } from '../access/token-store.ts';
import { CommandSender } from '../commands/command-sender.ts';
import { commandBody } from '../commands/command-body.ts';
import { answers } from '../documents/answers.ts';
import { bodyDocs } from '../documents/body-docs.ts';
import { documentQuery } from '../documents/document-query.ts';
import { pageOfFacts } from '../facts/fact-log.ts';
import { factPage, whole, word, type FactPageQuery } from '../problems/query.schema.ts';
import type { Fact } from '@codecsmith/kernel';
import { buildExperimentDocument, LabViews, loadExperimentDocument, type RunPlace } from '@codecsmith/views';
import { ArtifactDamaged, ArtifactMissing, FileArtifactStore } from '@codecsmith/artifacts';
import { checked } from '../problems/request.pipe.ts';
import { Problem } from '../problems/problem.ts';

const listQuery = z.strictObject({
  phase: phase.optional(),
  outcome: outcome.optional(),
  campaign: word(100).optional(),
  cause: word(100).optional().describe('code of the failure'),
  search: word(100).optional().describe("beginning of an id or of a candidate's digest"),
  where: word(1000).optional().describe('a condition in words, such as `score > 5 and family = motion and tag:paper`'),
  sort: z.enum(SORT_KEYS).default('requestedAt'),
  order: z.enum(['asc', 'desc']).default('desc'),
  clip: word(100).optional().describe('digest or name: show the runs on this clip'),
  quality: whole({ min: 1, max: 100 }).optional().describe('show the runs at this quality'),
  cursor: word(200).optional().describe('"next" of the page before'),
  limit: whole({ min: 1, max: 200 }).default(50),
});
const requestBody = commandBody(experimentCommands.request, {});
const annotateBody = commandBody(experimentCommands.annotate, {});
const cancelBody = commandBody(experimentCommands.cancel, {});

/** Experiments: ask for one, look at them, stop one. */
@ApiTags('experiments')
@ApiBearerAuth()
@Controller('api/v1/experiments')
export class ExperimentsController {
  constructor(
    private readonly sender: CommandSender,
    private readonly views: LabViews,
    private readonly artifacts: FileArtifactStore,
  ) {}

  @Post()
  @Needs('submitter')
  @HttpCode(202)
  @ApiOperation({ summary: 'Asks for an experiment; the same id again returns the first answer' })
  @bodyDocs(experimentCommands.request.extend({ id: z.string().optional() }))
  @answers(202, 'Accepted', 'The facts are committed')
  async request(
    @Body(checked(requestBody)) { id, ...data }: z.infer<typeof requestBody>,
    @Asker() asker: Holder,
  ): Promise<Accepted> {
    return this.sender.submit({ id: id ?? randomUUID(), aggregate: 'experiment', type: 'request', data }, asker);
  }

  @Get()
  @ApiOperation({ summary: 'Experiments, newest first unless sorted, each with one of its runs' })
  @answers(200, 'ExperimentPage', 'One page')
  async list(@Query({ schema: listQuery }) query: z.infer<typeof listQuery>): Promise<Page<ExperimentSummary>> {
    const condition = query.where === undefined ? undefined : conditionIn(query.where);
    return this.views.experiments({ ...query, condition }, query, query, await this.#placeOf(query));
  }

  @Get(':id')
  @ApiOperation({ summary: 'Everything about one experiment' })
  @answers(200, 'Experiment', 'As of now, or as of the position `at`')
  async show(
    @Param('id') id: string,
    @Query({ schema: documentQuery }) { at }: z.infer<typeof documentQuery>,
  ): Promise<ExperimentDocument> {
    const facts = (await this.#factsOf(id)).filter(({ position }) => at === undefined || position <= at);
    if (facts.length === 0) throw Problem.notFound('experiment', `${id} at position ${at}`);
    return this.#documentOf(facts);
  }

  @Get(':id/facts')
  @ApiOperation({ summary: 'Its facts in order, as CloudEvents' })
  @answers(200, 'FactPage', 'One page')
  async facts(@Param('id') id: string, @Query({ schema: factPage }) page: FactPageQuery): Promise<Page<PublicFact>> {
    return pageOfFacts(await this.#factsOf(id), page);
  }

  @Post(':id/cancel')
  @Needs('submitter')
  @HttpCode(202)
  @ApiOperation({ summary: 'Stops an experiment that has not ended' })
  @answers(202, 'Accepted', 'It has ended')
  @bodyDocs(experimentCommands.cancel.extend({ id: z.string().optional() }))
  async cancel(
    @Param('id') experimentId: string,
    @Body(checked(cancelBody)) { id, ...data }: z.infer<typeof cancelBody>,
    @Asker() asker: Holder,
  ): Promise<Accepted> {
    const command = { id: id ?? randomUUID(), aggregate: 'experiment', type: 'cancel', data };
    return this.sender.submit({ ...command, aggregateId: experimentId }, asker);
  }

  @Post(':id/annotate')
  @Needs('submitter')
  @HttpCode(202)
  @ApiOperation({ summary: 'Names an experiment, writes a note or tags beside it, or gives it a star; at any time' })
  @answers(202, 'Accepted', 'ExperimentAnnotated is committed; no fact where nothing changed')
  @bodyDocs(experimentCommands.annotate.extend({ id: z.string().optional() }))
  async annotate(
    @Param('id') experimentId: string,
    @Body(checked(annotateBody)) { id, ...data }: z.infer<typeof annotateBody>,
    @Asker() asker: Holder,
  ): Promise<Accepted> {
    const command = { id: id ?? randomUUID(), aggregate: 'experiment', type: 'annotate', data };
    return this.sender.submit({ ...command, aggregateId: experimentId }, asker);
  }

  async #placeOf({ clip, quality }: z.infer<typeof listQuery>): Promise<Partial<RunPlace>> {
    const found = clip === undefined ? undefined : await this.views.clip(clip);
    if (clip !== undefined && found === undefined) throw Problem.notFound('clip', clip);
    return { ...(found && { clip: found.digest }), ...(quality !== undefined && { quality }) };
  }

  async #factsOf(id: string): Promise<Fact[]> {
    const facts = await this.views.facts(id);
    if (facts[0]?.aggregate !== 'experiment') throw Problem.notFound('experiment', id);
    return facts;
  }

  /** Without per-frame series where those are gone. */
  async #documentOf(facts: readonly Fact[]): Promise<ExperimentDocument> {
    return loadExperimentDocument(facts, this.artifacts).catch((error: unknown) => {
      if (error instanceof ArtifactMissing || error instanceof ArtifactDamaged) return buildExperimentDocument(facts);
      throw error;
    });
  }
}

/** @throws Problem (400) that names the place */
function conditionIn(where: string): QueryCondition {
  try {
    return parseQuery(where);
  } catch (error) {
    if (!(error instanceof QueryProblem)) throw error;
    const { message, allowed } = error;
    const more = allowed.length === 0 ? {} : { allowed };
    throw Problem.of(400, 'invalid_query', `where: ${message}`, { field: 'where', ...more });
  }
}
