import { z } from 'zod';

/** An RFC 9457 problem document as this lab writes it. */
export const problemSchema = z.object({
  type: z.string().default('about:blank'),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  /** Stable, for programs: `unknown_clip`, `not_permitted`, … */
  code: z.string().optional(),
  /** What the refusal is about, such as `qualities[0]`. */
  field: z.string().optional(),
  allowed: z.array(z.string()).optional(),
});
export type Problem = z.infer<typeof problemSchema>;

/** The lab understood the request and said no; `problem` says why. */
export class LabProblem extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail ?? problem.title);
    this.name = 'LabProblem';
  }

  /** A request that cannot succeed as it stands (4xx), as against a lab in trouble (5xx). */
  get isRefusal(): boolean {
    return this.problem.status < 500;
  }
}

/** No answer came: nothing listens there, or the connection broke. */
export class LabUnreachable extends Error {
  constructor(
    readonly url: string,
    cause: unknown,
  ) {
    super(`no answer from the lab at ${url}: ${reasonOf(cause)}`, { cause });
    this.name = 'LabUnreachable';
  }
}

/** Something answered, and it is not this lab's api. */
export class UnexpectedAnswer extends Error {
  constructor(
    readonly url: string,
    reason: string,
  ) {
    super(`unexpected answer from ${url}: ${reason}`);
    this.name = 'UnexpectedAnswer';
  }
}

/** Whether asking again may help: a broken connection and a lab in trouble pass, a refusal does not. */
export const mayPass = (error: unknown): boolean =>
  error instanceof LabUnreachable || (error instanceof LabProblem && !error.isRefusal);

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.cause instanceof Error ? cause.cause.message : cause.message;
}
