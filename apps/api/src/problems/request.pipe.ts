import type { PipeTransform } from '@nestjs/common';
import { refusalOf } from '@codecsmith/kernel';
import { z } from 'zod';
import { Problem } from './problem.ts';
import { depthBeyond } from './depth.ts';

/** Checks queries and bodies against the schema of their route; a path with a NUL names nothing that exists. */
export const requestPipe: PipeTransform = {
  transform(value: unknown, { schema, type }): unknown {
    if (type === 'param' && typeof value === 'string' && value.includes('\0')) throw Problem.nowhere();
    if (schema === undefined) return value;
    if (schema instanceof z.ZodType) return parsed(schema, value, type);
    throw new TypeError('the schemas of routes are made with zod');
  },
};

/**
 * Checks a body whose full rules the ledger knows, and which is documented by the ledger's schema: this one stays out of
 * the documentation.
 */
export const checked = <Schema extends z.ZodType>(schema: Schema): PipeTransform<unknown, z.output<Schema>> => ({
  transform: (value) => parsed(schema, value, 'body'),
});

/** @throws Problem that names the first field that is wrong, its value and what is allowed */
function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown, whole: string): z.output<Schema> {
  const deep = depthBeyond(value, MAX_DEPTH);
  if (deep !== undefined) {
    const allowed = [`at most ${MAX_DEPTH} levels`];
    throw Problem.of(400, 'invalid_request', `${deep}: it is nested too deeply`, { field: deep, allowed });
  }
  const { data, error } = schema.safeParse(value);
  if (error === undefined) return data;
  const { message, code: _, ...more } = refusalOf(error, value, whole);
  throw Problem.of(400, 'invalid_request', message, { ...more, ...knownNames(schema, error) });
}

/** Bodies of this product nest less than ten levels. */
const MAX_DEPTH = 32;

/** Where the first thing wrong is a name that the schema does not have: those that it has. */
function knownNames(schema: z.ZodType, { issues: [first] }: z.ZodError): { allowed?: string[] } {
  if (first?.code !== 'unrecognized_keys' || first.path.length > 0 || !(schema instanceof z.ZodObject)) return {};
  return { allowed: Object.keys(schema.shape) };
}
