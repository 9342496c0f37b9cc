import { z } from 'zod';

const logLine = z.looseObject({ level: z.string(), msg: z.string() });

/** The last fatal or error message of a log of JSON lines; its last line when it has none. */
export function graveMessage(log: string): string {
  const lines = log.trim().split('\n');
  const grave = lines.findLast((line) => /"level":"(fatal|error)"/.test(line));
  return grave === undefined ? (lines.at(-1) ?? '') : messageOf(grave);
}

function messageOf(line: string): string {
  try {
    return logLine.parse(JSON.parse(line)).msg;
  } catch {
    return line;
  }
}
