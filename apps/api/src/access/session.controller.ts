import type { BrowserSession, LoginLink } from '@codecsmith/client';
import { Body, Controller, Delete, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { answers } from '../documents/answers.ts';
import { bodyDocs } from '../documents/body-docs.ts';
import { Problem } from '../problems/problem.ts';
import { Sessions } from './sessions.ts';
import { TokenStore, type Holder } from './token-store.ts';
import { Asker, OpenToAll } from './token.guard.ts';

const login = z.strictObject({
  token: z.string().min(1).max(200).optional().describe('a token of this lab'),
  code: z.string().min(1).max(1000).optional().describe('the code of a link that `codecsmith open` printed'),
});

const shareBody = z.strictObject({
  days: z.int().min(1).max(90).default(7).describe('how long the link is good'),
  page: z
    .string()
    .max(2000)
    .regex(/^\/(?![/\\])/, 'an address on this host, such as /experiments/exp-0123456789abcdef0123')
    .default('/')
    .describe('the page that it opens'),
});

const shown = (holder: Holder | undefined): BrowserSession['holder'] =>
  holder === undefined ? null : { name: holder.name, role: holder.role };

/** Browsers: a cookie that scripts cannot read, given for a token or for the code of a link. */
@ApiTags('session')
@Controller('api/v1/session')
export class SessionController {
  constructor(
    private readonly sessions: Sessions,
    private readonly tokens: TokenStore,
  ) {}

  @Get()
  @OpenToAll()
  @ApiOperation({ summary: 'Who this browser is logged in as; holder is null where nobody is' })
  @answers(200, 'BrowserSession', 'Name and role')
  async show(@Req() request: Request): Promise<BrowserSession> {
    return { holder: shown(await this.sessions.holderOf(request)) };
  }

  @Post()
  @OpenToAll()
  @HttpCode(200)
  @ApiOperation({ summary: 'Logs a browser in, by a token or by the code of a link' })
  @bodyDocs(login)
  @answers(200, 'BrowserSession', 'Name and role; the cookie is set')
  async begin(
    @Body({ schema: login }) given: z.infer<typeof login>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<BrowserSession> {
    const share = given.code === undefined ? undefined : await this.sessions.shared(given.code);
    const holder = share?.holder ?? (await this.#holderOf(given));
    if (holder.role === 'executor') throw Problem.notPermitted('executor', 'viewer');
    await this.sessions.begin(holder, request, response, share);
    return { holder: shown(holder) };
  }

  @Delete()
  @OpenToAll()
  @ApiOperation({ summary: 'Logs this browser out' })
  @answers(200, 'BrowserSession', 'Nobody; the cookie is gone')
  end(@Res({ passthrough: true }) response: Response): BrowserSession {
    this.sessions.end(response);
    return { holder: null };
  }

  @Post('link')
  @HttpCode(201)
  @ApiBearerAuth()
  @ApiOperation({
    summary: 'Makes a link that logs a browser in as the holder of this token: once, within five minutes',
  })
  @answers(201, 'LoginLink', 'The address on this host, and until when it is good')
  async link(@Asker() asker: Holder): Promise<LoginLink> {
    const { code, until } = await this.sessions.link(asker);
    // A browser keeps what follows # to itself: it reaches no server and no log.
    return { path: `/enter#${code}`, until: until.toISOString() };
  }

  @Post('share')
  @HttpCode(201)
  @ApiBearerAuth()
  @ApiOperation({ summary: 'Makes a link by which anybody may look at the lab, and change nothing, for some days' })
  @bodyDocs(shareBody)
  @answers(201, 'LoginLink', 'The address on this host, and until when it is good')
  async share(
    @Body({ schema: shareBody }) { days, page }: z.infer<typeof shareBody>,
    @Asker() asker: Holder,
  ): Promise<LoginLink> {
    const { code, until } = await this.sessions.share(asker, days);
    const to = page === '/' ? '' : `?to=${encodeURIComponent(page)}`;
    return { path: `/enter${to}#${code}`, until: until.toISOString() };
  }

  async #holderOf({ token, code }: z.infer<typeof login>): Promise<Holder> {
    if ((token === undefined) === (code === undefined)) {
      throw Problem.of(400, 'invalid_request', 'token: give either a token or a code', { field: 'token' });
    }
    const holder = token === undefined ? await this.sessions.redeem(code ?? '') : await this.tokens.holderOf(token);
    if (holder !== undefined) return holder;
    throw Problem.unauthorized(
      token === undefined ? 'this link was used, or is older than five minutes' : 'this token is not known here',
    );
  }
}
