import { ArtifactServerUnreachable } from '@codecsmith/artifacts';
import { LabProblem, LabUnreachable, UnexpectedAnswer } from '@codecsmith/client';
import { BadSetting } from '@codecsmith/platform';
import { CommandError, EXIT, type ExitCode } from './exit-code.ts';

/** How a command that could not do its work ends: for people, for scripts, for the shell. */
export interface Failure {
  readonly exitCode: ExitCode;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

const MISSING_LAB = [LabUnreachable, UnexpectedAnswer, ArtifactServerUnreachable];

/** Sorts any error into the exit codes that every command shares. */
export function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  const failure = (exitCode: ExitCode, details: Failure['details'] = {}): Failure => ({ exitCode, message, details });
  if (error instanceof CommandError) return failure(error.exitCode, error.details);
  if (error instanceof LabProblem) return ofProblem(error);
  if (error instanceof BadSetting) return failure(EXIT.usage);
  if (MISSING_LAB.some((kind) => error instanceof kind)) return failure(EXIT.missingPart);
  return failure(EXIT.failed);
}

function ofProblem({ problem, message, isRefusal }: LabProblem): Failure {
  const allowed = problem.allowed === undefined ? '' : `. Allowed: ${problem.allowed.join(', ')}`;
  return {
    exitCode: isRefusal ? EXIT.refused : EXIT.failed,
    message: isRefusal ? `refused: ${message}${allowed}` : message,
    details: { ...problem },
  };
}
