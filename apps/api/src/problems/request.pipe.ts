import type { PipeTransform } from '@nestjs/common';
import { refusalOf } from '@codecsmith/kernel';
import { z } from 'zod';
import { Problem } from './problem.ts';

/** Checks queries and bodies against the schema of their route. */
export const requestPipe: PipeTransform = {
  transform(value: unknown, { schema, type }): unknown {
    if (schema === undefined) return value;
    if (schema instanceof z.ZodType) return parsed(schema, value, type);
    throw new TypeError('the schemas of routes are made with zod');
  },
};

/**
 * Checks a body without standing in its documentation: for bodies whose full rules the ledger knows, and which are
 * documented by the ledger's schema.
 */
export const checked = <Schema extends z.ZodType>(schema: Schema): PipeTransform<unknown, z.output<Schema>> => ({
  transform: (value) => parsed(schema, value, 'body'),
});

/** @throws Problem that names the first field that is wrong, its value and what is allowed */
function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown, whole: string): z.output<Schema> {
  const { data, error } = schema.safeParse(value);
  if (error === undefined) return data;
  const { message, code: _, ...more } = refusalOf(error, value, whole);
  throw Problem.of(400, 'invalid_request', message, more);
}
