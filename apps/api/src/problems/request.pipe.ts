import { StandardSchemaValidationPipe } from '@nestjs/common';
import { Problem } from './problem.ts';

type Issue = Parameters<
  NonNullable<NonNullable<ConstructorParameters<typeof StandardSchemaValidationPipe>[0]>['exceptionFactory']>
>[0][number];

/** Checks queries and bodies against the schema of their route; the first thing wrong is named by its field. */
export const requestPipe = new StandardSchemaValidationPipe({ exceptionFactory: ([issue]) => problemOfIssue(issue) });

/** The problem that one issue of a schema is. */
export function problemOfIssue(issue: Issue | undefined): Problem {
  const path = (issue?.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part));
  const field = path.join('.') || 'body';
  return Problem.of(400, 'invalid_request', `${field}: ${issue?.message ?? 'is not allowed'}`, {
    field,
    ...allowedBy(issue),
  });
}

/** Zod says which values an enumeration has. */
function allowedBy(issue: object | undefined): { allowed?: string[] } {
  const values: unknown = issue !== undefined && 'values' in issue ? issue.values : undefined;
  return Array.isArray(values) ? { allowed: values.map(String) } : {};
}
