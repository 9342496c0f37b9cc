import { visibleText } from '@codecsmith/kernel';

/** Writes a result to standard output. Characters that could steer a terminal are escaped. */
export const printLine = (line = ''): void => void process.stdout.write(`${visibleText(line)}\n`);

/** Writes a remark to standard error, where it does not disturb a script that reads the result. */
export const printNote = (line: string): void => void process.stderr.write(`${visibleText(line)}\n`);

export const printJson = (value: unknown): void => printLine(JSON.stringify(value, null, 2));
