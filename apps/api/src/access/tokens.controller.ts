import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Problem } from '../problems/problem.ts';
import { ROLES } from './role.ts';
import { TokenBook, type Holder } from './token-book.ts';
import { Asker, Needs } from './token.guard.ts';

const newToken = z.object({
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,49}$/, 'letters, digits, _ and -, at most 50 characters'),
  role: z.enum(ROLES),
});

/** Who may do what. */
@ApiTags('tokens')
@ApiBearerAuth()
@Needs('operator')
@Controller('api/v1/tokens')
export class TokensController {
  constructor(private readonly tokens: TokenBook) {}

  @Get()
  @ApiOperation({ summary: 'Names and roles; tokens themselves are never shown again' })
  async list(): Promise<{ items: Holder[] }> {
    return { items: await this.tokens.holders() };
  }

  @Post()
  @ApiOperation({ summary: 'Makes a token; this answer is the only place where it stands' })
  async issue(
    @Body({ schema: newToken }) { name, role }: z.infer<typeof newToken>,
  ): Promise<Holder & { token: string }> {
    const token = await this.tokens.issue(name, role);
    if (token !== undefined) return { name, role, token };
    throw Problem.of(409, 'name_taken', `name: "${name}" has a token already`, { field: 'name' });
  }

  @Delete(':name')
  @HttpCode(204)
  @ApiOperation({ summary: 'Refuses a token from now on' })
  async revoke(@Param('name') name: string, @Asker() asker: Holder): Promise<void> {
    if (name === asker.name)
      throw Problem.of(409, 'own_token', 'name: this is the token you are using', { field: 'name' });
    if (!(await this.tokens.revoke(name))) throw Problem.notFound('token', name);
  }
}
