import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { replaceFile } from '../files/durable-file.ts';

const mark = { pid: z.int().positive(), startTicks: z.int().nonnegative() };
const port = z.int().positive();

const labProcessSchema = z.looseObject({
  ...mark,
  /** Where it says whether it is ready; the servers say so elsewhere. */
  healthPort: port.optional(),
  /** How many processes of this part ended unasked since the supervisor started. */
  ended: z.int().nonnegative().default(0),
  /** How many of them since the part, and all that it needs, was last ready. */
  endedUnready: z.int().nonnegative().default(0),
  /** How the last of them did: a signal's name or `exit` with a code. */
  lastExit: z.string().optional(),
});
export type LabProcess = z.output<typeof labProcessSchema>;

/** `LAB_HOME/lab.json`: a running lab, for the command line and for the start after a crash. `apps/lab` writes it. */
const labFileSchema = z.looseObject({
  /** The supervisor itself. */
  ...mark,
  /** Of this home for ever; its api says it too (`/health/live`). */
  labId: z.string().optional(),
  startedAt: z.iso.datetime(),
  ports: z.looseObject({ api: port, nats: port.optional(), postgres: port.optional() }),
  /** Addresses that its own servers listen on; absent for a server that is not its own. */
  hosts: z.looseObject({ api: z.string(), nats: z.string().optional() }).optional(),
  apiUrl: z.url(),
  natsUrl: z.url(),
  processes: z.record(z.string(), labProcessSchema),
  /** Parts that could not be launched, and why the last time; each is tried again with growing pauses. */
  failures: z.record(z.string(), z.string()).default({}),
});
export type LabDescription = z.output<typeof labFileSchema>;

/** Exit code of a supervisor that found another one at work in its home. */
export const ALREADY_RUNNING_EXIT = 3;

/** What a lab wrote, or undefined when there is nothing readable, as after an upgrade. */
export async function readLabFile(path: string): Promise<LabDescription | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    return labFileSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

export async function writeLabFile(path: string, description: LabDescription): Promise<void> {
  await replaceFile(path, `${JSON.stringify(description, undefined, 2)}\n`, 0o600);
}
