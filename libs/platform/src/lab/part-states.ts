import { z } from 'zod';
import { isAlive } from '../process/process-table.ts';
import type { LabDescription } from './lab-file.ts';

/** One process of the lab, as it is now. */
export interface PartState {
  readonly name: string;
  readonly pid: number;
  /** `ready`, or why it is not. */
  readonly state: string;
  /** How often it ended unasked since the lab came up, and how the last time. */
  readonly ended: number;
  /** How often since it, and all that it needs, was last ready. */
  readonly endedUnready: number;
  readonly lastExit: string | null;
}

const ANSWER_LIMIT_MS = 5_000;
const NEVER_STARTED = { pid: 0, ended: 0, endedUnready: 0, lastExit: null } as const;

/** Asks every process that a lab of this machine has started. */
export async function partStates({
  processes,
  failures,
}: Pick<LabDescription, 'processes' | 'failures'>): Promise<PartState[]> {
  const started = Object.entries(processes).map(async ([name, { pid, startTicks, healthPort, ...past }]) => {
    const state = (await isAlive({ pid, startTicks })) ? await readinessOf(healthPort) : stateOf(failures[name]);
    return { name, pid, state, ended: past.ended, endedUnready: past.endedUnready, lastExit: past.lastExit ?? null };
  });
  const never = Object.entries(failures).filter(([name]) => processes[name] === undefined);
  const others = never.map(([name, failure]) => ({ ...NEVER_STARTED, name, state: stateOf(failure) }));
  return [...others, ...(await Promise.all(started))];
}

const stateOf = (failure: string | undefined): string =>
  failure === undefined ? 'has ended' : `does not start: ${failure}`;

const answer = z.looseObject({ status: z.string() });

async function readinessOf(healthPort: number | undefined): Promise<string> {
  if (healthPort === undefined) return 'ready';
  try {
    const url = `http://127.0.0.1:${healthPort}/health/ready`;
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) });
    return answer.parse(await response.json()).status;
  } catch {
    return 'does not answer';
  }
}
