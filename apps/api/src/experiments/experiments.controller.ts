import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { experimentCommands, outcome, phase, SORT_KEYS } from '@codecsmith/experiment';
import type { Accepted } from '@codecsmith/kernel';
import { z } from 'zod';
import { Needs, Asker } from '../access/token.guard.ts';
import type { Holder } from '../access/token-book.ts';
import { CommandGate } from '../commands/command-gate.ts';
import { bodyDocs } from '../documents/body-docs.ts';
import { documentQuery } from '../documents/document-query.ts';
import { publicFact, type PublicFact } from '../facts/fact-log.ts';
import type { Fact } from '@codecsmith/kernel';
import {
  buildExperimentDocument,
  LabViews,
  loadExperimentDocument,
  type ExperimentDocument,
  type Page,
  type RunPlace,
} from '@codecsmith/views';
import { ArtifactDamaged, ArtifactMissing, FileArtifactStore } from '@codecsmith/artifacts';
import { checked } from '../problems/request.pipe.ts';
import { listed, type ListedExperiment } from './listed-experiment.ts';
import { Problem } from '../problems/problem.ts';

const listQuery = z.object({
  phase: phase.optional(),
  outcome: outcome.optional(),
  campaign: z.string().max(100).optional(),
  cause: z.string().max(100).optional().describe('code of the failure'),
  search: z.string().max(100).optional().describe("beginning of an id or of a candidate's digest"),
  sort: z.enum(SORT_KEYS).default('requestedAt'),
  order: z.enum(['asc', 'desc']).default('desc'),
  clip: z.string().max(100).optional().describe('digest or name: show the runs on this clip'),
  quality: z.coerce.number().int().min(1).max(100).optional().describe('show the runs at this quality'),
  cursor: z.string().max(200).optional().describe('"next" of the page before'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
/** Everything but the id is checked by the ledger, which knows the rules. */
const requestBody = z.looseObject({ id: z.string().min(1).max(200).optional() });
const cancelBody = z.looseObject({ id: z.string().min(1).max(200).optional() });

/** Experiments: ask for one, look at them, stop one. */
@ApiTags('experiments')
@ApiBearerAuth()
@Controller('api/v1/experiments')
export class ExperimentsController {
  constructor(
    private readonly gate: CommandGate,
    private readonly views: LabViews,
    private readonly artifacts: FileArtifactStore,
  ) {}

  @Post()
  @Needs('submitter')
  @HttpCode(202)
  @ApiOperation({ summary: 'Asks for an experiment; the same id again returns the first answer' })
  @bodyDocs(experimentCommands.request.extend({ id: z.string().optional() }))
  @ApiAcceptedResponse({ description: 'The facts are committed' })
  async request(
    @Body(checked(requestBody)) { id, ...data }: z.infer<typeof requestBody>,
    @Asker() asker: Holder,
  ): Promise<Accepted> {
    return this.gate.submit({ id: id ?? randomUUID(), aggregate: 'experiment', type: 'request', data }, asker);
  }

  @Get()
  @ApiOperation({ summary: 'Experiments, newest first unless sorted, each with one of its runs' })
  @ApiOkResponse({ description: '{ items, next }; next is null on the last page' })
  async list(@Query({ schema: listQuery }) query: z.infer<typeof listQuery>): Promise<Page<ListedExperiment>> {
    const { items, next } = await this.views.experiments(query, query, query, await this.#placeOf(query));
    return { items: items.map(listed), next };
  }

  @Get(':id')
  @ApiOperation({ summary: 'Everything about one experiment' })
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
  async facts(@Param('id') id: string): Promise<{ items: PublicFact[] }> {
    return { items: (await this.#factsOf(id)).map(publicFact) };
  }

  @Post(':id/cancel')
  @Needs('submitter')
  @HttpCode(202)
  @ApiOperation({ summary: 'Stops an experiment that has not ended' })
  @bodyDocs(experimentCommands.cancel.extend({ id: z.string().optional() }))
  async cancel(
    @Param('id') experimentId: string,
    @Body(checked(cancelBody)) { id, ...data }: z.infer<typeof cancelBody>,
    @Asker() asker: Holder,
  ): Promise<Accepted> {
    const command = { id: id ?? randomUUID(), aggregate: 'experiment', type: 'cancel', data };
    return this.gate.submit({ ...command, aggregateId: experimentId }, asker);
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
