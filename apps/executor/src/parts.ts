import type { ArtifactStore } from '@codecsmith/artifacts';
import type { NatsConnection, WorkerLog } from '@codecsmith/bus';
import type { Jail } from '@codecsmith/jail';
import type { Fitness } from './machine/fitness.ts';

/** What an executor is made of. */
export interface ExecutorParts {
  readonly nc: NatsConnection;
  readonly store: ArtifactStore;
  readonly jail: Jail;
  readonly log: WorkerLog;
  /** Whether this machine can work now. */
  readonly fitness: Fitness;
  /** Folder for the files of running attempts; one below it each. */
  readonly workFolder: string;
  /** Name of this very process: a restarted executor is another one. */
  readonly instance: string;
  /** Fingerprint of the machine, for the fact. */
  readonly environment: Readonly<Record<string, string | number | boolean | null>>;
}
