import { createHash } from 'node:crypto';
import type { CandidateReading } from '@codecsmith/client';
import { LANGUAGES, TRACKS } from '@codecsmith/codec';
import { LimitExceeded, SanitizerPool } from '@codecsmith/sanitizer-pool';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Needs } from '../access/token.guard.ts';
import { answers } from '../documents/answers.ts';
import { bodyDocs } from '../documents/body-docs.ts';
import { Problem } from '../problems/problem.ts';

/** As long as the sanitizer takes a candidate. */
const MOST_CHARACTERS = 262_144;

const checkBody = z.strictObject({
  code: z.string().max(MOST_CHARACTERS).describe('the source of a codec'),
  language: z.enum(LANGUAGES).optional().describe('taken from the source when left out'),
  track: z.enum(TRACKS).optional().describe('what it may import; the narrowest that fits when left out'),
});

/** Sources that nobody has submitted. */
@ApiTags('candidates')
@ApiBearerAuth()
@Controller('api/v1/candidates')
export class CandidatesController {
  constructor(private readonly sanitizer: SanitizerPool) {}

  @Post('check')
  @Needs('submitter')
  @HttpCode(200)
  @ApiOperation({ summary: 'Reads a source as the sanitizer will; nothing is stored and nothing runs' })
  @bodyDocs(checkBody)
  @answers(200, 'CandidateReading', 'Whether it may run, and everything that is wrong with it')
  async check(
    @Body({ schema: checkBody }) { code, language, track }: z.infer<typeof checkBody>,
  ): Promise<CandidateReading> {
    const options = { ...(language && { language }), ...(track && { track }) };
    try {
      const digest = createHash('sha256').update(code).digest('hex');
      return readingOf(digest, (await this.sanitizer.sanitize(code, options)).result);
    } catch (error) {
      if (!(error instanceof LimitExceeded)) throw error;
      throw Problem.of(422, 'analysis_limit', `code: it could not be read: ${error.message}`, { field: 'code' });
    }
  }
}

type Result = Awaited<ReturnType<SanitizerPool['sanitize']>>['result'];

function readingOf(digest: string, result: Result): CandidateReading {
  const { cleared, language } = result;
  if (!result.cleared) {
    const nothing = { api: null, family: null, changes: [], warnings: [] };
    return { cleared, language, digest, ...nothing, violations: [...result.violations] };
  }
  const { api, family, changes, warnings } = result;
  return {
    ...{ cleared, language, digest, api, family, violations: [] },
    changes: changes.map(({ rule, line, description }) => ({ rule, line, message: description })),
    warnings: warnings.map(({ rule, line, message, advice }) => ({ rule, line, message: `${message}; ${advice}` })),
  };
}
