import type { z } from 'zod';
import { refuse, type Refusal } from './refusal.ts';

type Issue = z.core.$ZodIssue;

/**
 * Turns the first thing that a schema found wrong into a refusal that names the field, its value and what is allowed.
 *
 * @param input what was checked, as its sender wrote it
 * @param whole the field's name where all of the input is wrong
 */
export function refusalOf(error: z.ZodError, input: unknown, whole = 'data'): Refusal {
  const issue = innermost(error.issues[0]);
  if (issue === undefined) return refuse('invalid_data', error.message);
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path;
  const field = path.map(String).join('.') || whole;
  const allowed = allowedBy(issue);
  return refuse('invalid_data', `${field}: ${shown(valueAt(input, path))} is not allowed: ${issue.message}`, {
    field,
    ...(allowed === undefined ? {} : { allowed }),
  });
}

/** Of a union's branches, the one that got furthest says best what is wrong. */
function innermost(issue: Issue | undefined): Issue | undefined {
  if (issue?.code !== 'invalid_union') return issue;
  let best: Issue = issue;
  for (const branch of issue.errors) {
    const found = innermost(branch[0]);
    if (found !== undefined && found.path.length + issue.path.length > best.path.length) {
      best = { ...found, path: [...issue.path, ...found.path] };
    }
  }
  return best;
}

function allowedBy(issue: Issue): string[] | undefined {
  switch (issue.code) {
    case 'invalid_value':
      return issue.values.map(String);
    case 'invalid_union':
      return 'options' in issue ? issue.options?.map(String) : undefined;
    case 'invalid_type':
      return [issue.expected];
    case 'too_small':
      return [`${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`];
    case 'too_big':
      return [`${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}`];
    case 'invalid_format':
      return issue.pattern === undefined ? [issue.format] : [issue.pattern];
    default:
      return undefined;
  }
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  const step = (at: unknown, key: PropertyKey): unknown =>
    typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined;
  return path.reduce(step, input);
}

const SHOWN_CHARACTERS = 80;

function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}… (${text.length} characters)` : text;
}
