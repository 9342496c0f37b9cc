import { readFile } from 'node:fs/promises';
import { isAlive, labLayout, readConfig, type ProcessMark } from '@codecsmith/platform';
import { z } from 'zod';
import { missingPart } from '../exit-code.ts';

const mark = { pid: z.int().positive(), startTicks: z.int().nonnegative() };

/** The part of `LAB_HOME/lab.json` that the command line needs; `apps/lab` writes it. */
const labFile = z.looseObject({
  ...mark,
  apiUrl: z.url(),
  natsUrl: z.url(),
  ports: z.looseObject({ postgres: z.int().positive().optional() }),
  processes: z.record(
    z.string(),
    z.looseObject({
      ...mark,
      healthPort: z.int().positive().optional(),
      ended: z.int().nonnegative().default(0),
      lastExit: z.string().optional(),
    }),
  ),
});
type LabProcess = z.output<typeof labFile>['processes'][string];

/** The lab of this checkout while it runs. */
export interface RunningLab {
  readonly supervisor: ProcessMark;
  readonly apiUrl: string;
  readonly token: string;
  readonly natsUrl: string;
  /** Absent where the database is not the lab's own. */
  readonly postgresPort: number | undefined;
  /** By name: its servers and services that have started so far. */
  readonly processes: Readonly<Record<string, LabProcess>>;
}

export interface LabState {
  readonly home: string;
  readonly running: boolean;
  readonly apiUrl: string | null;
}

/** Folder and paths of the lab of this checkout. */
export const labPaths = () => labLayout(readConfig(['LAB_HOME']).LAB_HOME);

/** The running lab, or undefined: a file left behind by one that died does not count. */
export async function runningLab(): Promise<RunningLab | undefined> {
  const paths = labPaths();
  const [description, token] = [await readIfThere(paths.labFile), await readIfThere(paths.tokenFile)];
  if (description === undefined || token === undefined) return undefined;
  const { pid, startTicks, apiUrl, natsUrl, ports, processes } = labFile.parse(JSON.parse(description));
  const supervisor = { pid, startTicks };
  if (!(await isAlive(supervisor))) return undefined;
  return { supervisor, apiUrl, token: token.trim(), natsUrl, postgresPort: ports.postgres, processes };
}

/** @throws CommandError (missing part) when none runs here */
export async function labHere(): Promise<RunningLab> {
  const lab = await runningLab();
  if (lab === undefined) throw missingPart('no lab is running here. Start one with: ./codecsmith up');
  return lab;
}

export async function labState(): Promise<LabState> {
  const lab = await runningLab();
  return { home: labPaths().home, running: lab !== undefined, apiUrl: lab?.apiUrl ?? null };
}

async function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
