import { rm } from 'node:fs/promises';
import type { ArtifactStore } from '@codecsmith/artifacts';
import type { AnchorCache, MediaTools } from '@codecsmith/media';
import type { OnApplicationShutdown } from '@nestjs/common';

/** Everything that measuring needs besides the facts. */
export class MeasurementResources implements OnApplicationShutdown {
  constructor(
    readonly store: ArtifactStore,
    readonly cache: AnchorCache,
    /** Folder for temporary planes; removed when the service ends. */
    readonly workFolder: string,
    readonly tools: MediaTools,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await rm(this.workFolder, { recursive: true, force: true });
  }
}
