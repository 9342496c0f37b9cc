import type { IssuedToken, Page, TokenHolder } from '@codecsmith/client';
import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Problem } from '../problems/problem.ts';
import { ROLES } from './role.ts';
import { answers } from '../documents/answers.ts';
import { TokenStore, type Holder } from './token-store.ts';
import { Asker, Needs } from './token.guard.ts';

const newToken = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,49}$/, 'letters, digits, _ and -, at most 50 characters'),
  role: z.enum(ROLES),
});

/** Who may do what. */
@ApiTags('tokens')
@ApiBearerAuth()
@Needs('operator')
@Controller('api/v1/tokens')
export class TokensController {
  constructor(private readonly tokens: TokenStore) {}

  @Get()
  @ApiOperation({ summary: 'Names and roles; tokens themselves are never shown again' })
  @answers(200, 'TokenPage', 'All of them: next is null')
  async list(): Promise<Page<TokenHolder>> {
    return { items: await this.tokens.holders(), next: null };
  }

  @Post()
  @ApiOperation({ summary: 'Makes a token; it is shown in this answer only' })
  @answers(201, 'IssuedToken', 'The token')
  async issue(@Body({ schema: newToken }) { name, role }: z.infer<typeof newToken>): Promise<IssuedToken> {
    const token = await this.tokens.issue(name, role);
    if (token !== undefined) return { name, role, token };
    throw Problem.of(409, 'name_taken', `name: "${name}" has a token already`, { field: 'name' });
  }

  @Delete(':name')
  @ApiOperation({ summary: 'Refuses a token from now on' })
  @answers(200, 'TokenHolder', 'Whose token was revoked')
  async revoke(@Param('name') name: string, @Asker() asker: Holder): Promise<TokenHolder> {
    if (name === asker.name)
      throw Problem.of(409, 'own_token', 'name: this is the token you are using', { field: 'name' });
    const revoked = await this.tokens.revoke(name);
    if (revoked === undefined) throw Problem.notFound('token', name);
    return revoked;
  }
}
