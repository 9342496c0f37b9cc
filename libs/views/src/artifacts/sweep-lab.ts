import { sweepArtifacts, type FileArtifactStore, type SweepReport } from '@codecsmith/artifacts';
import type { LabViews } from '../queries/lab-views.ts';
import { neededDigests } from './needed-digests.ts';

export interface LabSweep {
  readonly views: LabViews;
  readonly store: FileArtifactStore;
  /** How long an artifact is left alone after it was stored or claimed, and an experiment after its last fact. */
  readonly graceMs: number;
  readonly dryRun: boolean;
  readonly now?: Date;
}

/** Deletes the artifacts that no fact names, and reconstructions that `verify` can make again. */
export async function sweepLab({ views, store, graceMs, dryRun, now = new Date() }: LabSweep): Promise<SweepReport> {
  const trimmable = new Set(await views.trimmable(new Date(now.getTime() - graceMs)));
  return sweepArtifacts({ store, graceMs, dryRun, now, needed: () => neededDigests(views, trimmable) });
}
