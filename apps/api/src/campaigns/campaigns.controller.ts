import { randomUUID } from 'node:crypto';
import { campaignCommands, forkOf, type ForkChanges } from '@codecsmith/campaign';
import type { Accepted, CampaignDocument, CampaignStanding, Page, PublicFact } from '@codecsmith/client';
import { LabViews } from '@codecsmith/views';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { Holder } from '../access/token-store.ts';
import { Asker, Needs } from '../access/token.guard.ts';
import { CommandSender } from '../commands/command-sender.ts';
import { commandBody } from '../commands/command-body.ts';
import { answers } from '../documents/answers.ts';
import { bodyDocs } from '../documents/body-docs.ts';
import { documentQuery } from '../documents/document-query.ts';
import { pageOfFacts } from '../facts/fact-log.ts';
import { factPage, whole, type FactPageQuery } from '../problems/query.schema.ts';
import { checked } from '../problems/request.pipe.ts';
import { Problem } from '../problems/problem.ts';
import { CampaignHistories } from './campaign-histories.ts';
import { campaignDocument } from './campaign-document.ts';

const startBody = commandBody(campaignCommands.start, {
  campaignId: campaignCommands.reserve.shape.reservation.optional(),
});
const steerBody = commandBody(campaignCommands.steer, {});
const forkBody = z.strictObject({
  number: z.int().positive().describe('The proposal whose code it begins with'),
  goal: campaignCommands.start.shape.goal.optional(),
  seed: campaignCommands.start.shape.seed.optional(),
  budget: campaignCommands.start.shape.budget.optional(),
  hints: campaignCommands.start.shape.hints.optional(),
  id: z.string().min(1).max(200).optional(),
  campaignId: campaignCommands.reserve.shape.reservation.optional(),
});
const pauseBody = commandBody(campaignCommands.pause, {});
const resumeBody = commandBody(campaignCommands.resume, {});
const stopBody = commandBody(campaignCommands.stop, {});
type OwnBody = z.infer<typeof resumeBody>;
const listQuery = z.strictObject({
  cursor: whole({ min: 1 }).optional().describe('"next" of the page before'),
  limit: whole({ min: 1, max: 200 }).default(50),
});
const CAMPAIGN_HEX = 12;

/** Campaigns: start one, watch it, pause, resume and stop it. */
@ApiTags('campaigns')
@ApiBearerAuth()
@Controller('api/v1/campaigns')
export class CampaignsController {
  constructor(
    private readonly sender: CommandSender,
    private readonly histories: CampaignHistories,
    private readonly views: LabViews,
  ) {}

  @Post()
  @Needs('submitter')
  @HttpCode(202)
  @ApiOperation({ summary: 'Starts a campaign; the same id again returns the first answer' })
  @answers(202, 'Accepted', 'It is running')
  @bodyDocs(campaignCommands.start.extend({ id: z.string().optional(), campaignId: z.string().optional() }))
  async start(
    @Body(checked(startBody)) { id, campaignId, ...data }: z.infer<typeof startBody>,
    @Asker() asker: Holder,
  ): Promise<Accepted> {
    const aggregateId = campaignId ?? `campaign-${randomUUID().replaceAll('-', '').slice(0, CAMPAIGN_HEX)}`;
    return this.sender.submit(
      { id: id ?? randomUUID(), aggregate: 'campaign', type: 'start', aggregateId, data },
      asker,
    );
  }

  @Get()
  @ApiOperation({ summary: 'Campaigns, newest first' })
  @answers(200, 'CampaignPage', 'One page')
  async list(
    @Query({ schema: listQuery }) { cursor, limit }: z.infer<typeof listQuery>,
  ): Promise<Page<CampaignStanding>> {
    return this.histories.page({ before: cursor, limit });
  }

  @Get(':id')
  @ApiOperation({ summary: 'Everything about one campaign: how it goes, every proposal and why it was made' })
  @answers(200, 'Campaign', 'As of now, or as of the position `at`')
  async show(
    @Param('id') id: string,
    @Query({ schema: documentQuery }) { at }: z.infer<typeof documentQuery>,
  ): Promise<CampaignDocument> {
    const history = await (at === undefined ? this.histories.find(id) : this.histories.findAt(id, at));
    const document = history === undefined ? undefined : campaignDocument(history, await this.views.sealOpenings());
    if (document === undefined) throw Problem.notFound('campaign', at === undefined ? id : `${id} at position ${at}`);
    return document;
  }

  @Get(':id/facts')
  @ApiOperation({
    summary: 'Its own facts in order, as CloudEvents; those of its experiments are with the experiments',
  })
  @answers(200, 'FactPage', 'One page')
  async facts(@Param('id') id: string, @Query({ schema: factPage }) page: FactPageQuery): Promise<Page<PublicFact>> {
    const facts = await this.views.facts(id);
    if (facts[0]?.aggregate !== 'campaign') throw Problem.notFound('campaign', id);
    return pageOfFacts(facts, page);
  }

  @Post(':id/steer')
  @Needs('submitter')
  @HttpCode(202)
  @ApiOperation({ summary: 'Changes the course of a search: a hint, a ban, a parent, a codec, more budget' })
  @answers(202, 'Accepted', 'It holds for every proposal from now on')
  @bodyDocs(campaignCommands.steer.extend({ id: z.string().optional() }))
  steer(@Param('id') campaign: string, @Body(checked(steerBody)) body: OwnBody, @Asker() asker: Holder) {
    return this.send('steer', campaign, body, asker);
  }

  @Post(':id/fork')
  @Needs('submitter')
  @HttpCode(202)
  @ApiOperation({ summary: 'Starts another campaign from one proposal of this one' })
  @answers(202, 'Accepted', 'It is running, with the code of the proposal as its import')
  @bodyDocs(forkBody)
  async fork(
    @Param('id') of: string,
    @Body(checked(forkBody)) { number, id, campaignId, ...changes }: z.infer<typeof forkBody>,
    @Asker() asker: Holder,
  ): Promise<Accepted> {
    const history = await this.histories.find(of);
    if (history === undefined) throw Problem.notFound('campaign', of);
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as ForkChanges;
    const fork = forkOf(history, number, given);
    if (!fork.ok) throw Problem.of(422, fork.code, fork.message, { field: 'number' });
    return this.start({ ...fork.start, id, campaignId }, asker);
  }

  @Post(':id/pause')
  @Needs('submitter')
  @HttpCode(202)
  @ApiOperation({ summary: 'Plans nothing more until it is resumed; what is under way goes on' })
  @answers(202, 'Accepted', 'It is paused')
  @bodyDocs(campaignCommands.pause.extend({ id: z.string().optional() }))
  pause(@Param('id') campaign: string, @Body(checked(pauseBody)) body: OwnBody, @Asker() asker: Holder) {
    return this.send('pause', campaign, body, asker);
  }

  @Post(':id/resume')
  @Needs('submitter')
  @HttpCode(202)
  @ApiOperation({ summary: 'Goes on with a paused campaign' })
  @answers(202, 'Accepted', 'It is running')
  @bodyDocs(campaignCommands.resume.extend({ id: z.string().optional() }))
  resume(@Param('id') campaign: string, @Body(checked(resumeBody)) body: OwnBody, @Asker() asker: Holder) {
    return this.send('resume', campaign, body, asker);
  }

  @Post(':id/stop')
  @Needs('operator')
  @HttpCode(202)
  @ApiOperation({ summary: 'Ends a campaign; its experiments are cancelled, the seal stays closed' })
  @answers(202, 'Accepted', 'It has stopped')
  @bodyDocs(campaignCommands.stop.extend({ id: z.string().optional() }))
  stop(@Param('id') campaign: string, @Body(checked(stopBody)) body: OwnBody, @Asker() asker: Holder) {
    return this.send('stop', campaign, body, asker);
  }

  private send(
    type: 'steer' | 'pause' | 'resume' | 'stop',
    aggregateId: string,
    { id, ...data }: OwnBody,
    asker: Holder,
  ): Promise<Accepted> {
    return this.sender.submit({ id: id ?? randomUUID(), aggregate: 'campaign', type, aggregateId, data }, asker);
  }
}
