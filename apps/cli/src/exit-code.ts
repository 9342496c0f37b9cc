/** What every command's exit status means. */
export const EXIT = {
  ok: 0,
  /** The work was done and its answer is no: a failed experiment, a failed test, an error in the lab. */
  failed: 1,
  /** The command line cannot be understood, or names a file that is not there. */
  usage: 2,
  /** A part is missing: a package, a program, a running lab. */
  missingPart: 3,
  /** The lab understood and said no, with its reason. */
  refused: 4,
  /** Ctrl-C ended the command; the work that it waited for goes on. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends the command with a message for people and an exit code for scripts. */
export class CommandError extends Error {
  constructor(
    readonly exitCode: ExitCode,
    message: string,
    /** More for `--json`: the code, the field, the allowed values. */
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = 'CommandError';
  }
}

export const usageError = (message: string, details: Readonly<Record<string, unknown>> = {}): CommandError =>
  new CommandError(EXIT.usage, message, details);

export const missingPart = (message: string): CommandError => new CommandError(EXIT.missingPart, message);
