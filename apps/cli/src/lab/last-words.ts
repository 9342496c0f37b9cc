import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PartState } from '@codecsmith/platform';
import { graveMessage } from './grave-message.ts';
import { labPaths } from './running-lab.ts';

export const isReady = ({ state }: Pick<PartState, 'state'>): boolean => state === 'ready';

/** The gravest thing in a part's log, and where the log is. */
export async function lastWords({ name }: PartState): Promise<string> {
  const path = join(labPaths().logs, `${name}.log`);
  const log = await readFile(path, 'utf8').catch((error: Error) => error.message);
  return `${graveMessage(log)}\nall it said: ${path}`;
}
