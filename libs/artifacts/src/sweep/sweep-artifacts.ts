import type { FileArtifactStore } from '../file/file-artifact-store.ts';

export interface SweepPlan {
  readonly store: FileArtifactStore;
  /**
   * Gives the digests that are needed, in lots; others may be among them. Called after the store was listed, so that what
   * is stored meanwhile is not in question.
   */
  readonly needed: () => AsyncIterable<Iterable<string>>;
  /** What was stored or claimed within this time is left alone: the fact that names it may be on its way. */
  readonly graceMs: number;
  /** Only counts. */
  readonly dryRun: boolean;
  readonly now?: Date;
}

export interface SweepCount {
  readonly artifacts: number;
  readonly bytes: number;
}

export interface SweepReport {
  readonly kept: SweepCount;
  /** Not needed, or not yet, and too young to be deleted. */
  readonly young: SweepCount;
  /** Deleted, or to be deleted where it was a dry run. */
  readonly removed: SweepCount;
}

/** Deletes what nothing needs: lists the store, strikes out what is needed, looks again at the age of the rest. */
export async function sweepArtifacts(plan: SweepPlan): Promise<SweepReport> {
  const { store, graceMs, dryRun, now = new Date() } = plan;
  const oldest = now.getTime() - graceMs;
  const [kept, young, removed] = [new Tally(), new Tally(), new Tally()];
  const candidates = new Map<string, number>();
  for await (const { digest, sizeBytes, claimedAt } of store.entries()) {
    if (claimedAt.getTime() > oldest) young.add(sizeBytes);
    else candidates.set(digest, sizeBytes);
  }
  for await (const digests of plan.needed()) {
    for (const digest of digests) {
      const sizeBytes = candidates.get(digest);
      if (sizeBytes === undefined) continue;
      candidates.delete(digest);
      kept.add(sizeBytes);
    }
  }
  for (const [digest, sizeBytes] of candidates) {
    const claimedAt = await store.claimedAt(digest);
    if (claimedAt !== undefined && claimedAt.getTime() > oldest) young.add(sizeBytes);
    else {
      if (!dryRun) await store.remove(digest);
      removed.add(sizeBytes);
    }
  }
  return { kept: kept.count, young: young.count, removed: removed.count };
}

class Tally {
  private artifacts = 0;
  private bytes = 0;

  add(sizeBytes: number): void {
    this.artifacts += 1;
    this.bytes += sizeBytes;
  }

  get count(): SweepCount {
    return { artifacts: this.artifacts, bytes: this.bytes };
  }
}
