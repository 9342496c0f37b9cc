import { readFile } from 'node:fs/promises';
import { isAlive, labLayout, readConfig, readLabFile, type LabProcess, type ProcessMark } from '@codecsmith/platform';
import { missingPart } from '../exit-code.ts';

/** The lab of this checkout while it runs. */
export interface RunningLab {
  readonly supervisor: ProcessMark;
  readonly apiUrl: string;
  /** Empty until the home is prepared. */
  readonly token: string;
  readonly natsUrl: string;
  /** Addresses that its own servers listen on. */
  readonly hosts: { readonly api: string; readonly nats?: string | undefined } | undefined;
  /** False where `LAB_NATS_URL` named another's server. */
  readonly ownsNats: boolean;
  /** Absent where the database is not the lab's own. */
  readonly postgresPort: number | undefined;
  /** By name: its servers and services that have started so far. */
  readonly processes: Readonly<Record<string, LabProcess>>;
  /** Parts that could not be launched the last time, and why. */
  readonly failures: Readonly<Record<string, string>>;
  /** What its api says of itself; undefined until the home is prepared. */
  readonly labId: string | undefined;
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
  const description = await readLabFile(paths.labFile);
  if (description === undefined) return undefined;
  const { pid, startTicks, apiUrl, natsUrl, hosts, ports, processes, failures, labId } = description;
  const supervisor = { pid, startTicks };
  if (!(await isAlive(supervisor))) return undefined;
  const token = (await readIfThere(paths.tokenFile)) ?? '';
  const postgresPort = ports.postgres;
  const ownsNats = ports.nats !== undefined;
  return {
    supervisor,
    apiUrl,
    token: token.trim(),
    natsUrl,
    hosts,
    ownsNats,
    postgresPort,
    processes,
    failures,
    labId,
  };
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
