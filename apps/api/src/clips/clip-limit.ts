import { ArtifactMissing, type FileArtifactStore } from '@codecsmith/artifacts';
import { Problem } from '../problems/problem.ts';

/** The same as `LAB_MEDIA_CLIP_BYTES`, by which an import refuses a video before it decodes it. */
export const DEFAULT_CLIP_BYTES = 2 * 2 ** 30;

/** How large the planes of a clip may be: every run reads all of them. */
export class ClipLimit {
  constructor(
    private readonly store: Pick<FileArtifactStore, 'sizeOf'>,
    private readonly mostBytes: number,
  ) {}

  /** @throws Problem when they are larger; planes that are not here are the ledger's to refuse */
  async check(digest: string): Promise<void> {
    const sizeBytes = await this.store.sizeOf(digest).catch((error: unknown) => {
      if (error instanceof ArtifactMissing) return 0;
      throw error;
    });
    if (sizeBytes <= this.mostBytes) return;
    const detail = `frames: the planes have ${sizeBytes} bytes, at most ${this.mostBytes} are allowed`;
    const allowed = [`at most ${this.mostBytes} bytes of planes`];
    throw Problem.of(422, 'clip_too_large', detail, { field: 'frames', allowed });
  }
}
