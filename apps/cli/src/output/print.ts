/** Writes a result to standard output. */
export const printLine = (line = ''): void => void process.stdout.write(`${line}\n`);

/** Writes a remark to standard error, where it does not disturb a script that reads the result. */
export const printNote = (line: string): void => void process.stderr.write(`${line}\n`);

export const printJson = (value: unknown): void => printLine(JSON.stringify(value, null, 2));
