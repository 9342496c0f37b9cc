import { ApiResponse } from '@nestjs/swagger';
import type { ResponseName } from '@codecsmith/client';

const refTo = (name: ResponseName) => ({ $ref: `#/components/schemas/${name}` });

/** Documents what a route answers with: a body of `RESPONSES`, as the client reads it. */
export const answers = (status: number, name: ResponseName, description: string): MethodDecorator =>
  ApiResponse({ status, description, content: { 'application/json': { schema: refTo(name) } } });

/** Documents bytes as an answer. */
export const answersBytes = (status: number, type: string, description: string): MethodDecorator =>
  ApiResponse({ status, description, content: { [type]: { schema: { type: 'string', format: 'binary' } } } });

/** What every route answers with when it does not do what was asked. */
export const PROBLEM_RESPONSE = {
  description: 'A problem document (RFC 9457) that names the field, its value and what is allowed where one is wrong',
  content: { 'application/problem+json': { schema: refTo('Problem') } },
} as const;
