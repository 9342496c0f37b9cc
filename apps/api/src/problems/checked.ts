import type { PipeTransform } from '@nestjs/common';
import type { z } from 'zod';
import { problemOfIssue } from './request.pipe.ts';

/**
 * Checks a body without standing in its documentation: for bodies whose full rules the ledger knows, and which are
 * documented by the ledger's schema.
 */
export const checked = <Schema extends z.ZodType>(schema: Schema): PipeTransform<unknown, z.output<Schema>> => ({
  transform(value) {
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    throw problemOfIssue(result.error.issues[0]);
  },
});
