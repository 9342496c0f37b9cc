import { clearIncoming, FileArtifactStore } from '@codecsmith/artifacts';
import { LOGGER } from '@codecsmith/bus';
import type { Logger } from '@codecsmith/platform';
import { LabViews, sweepLab } from '@codecsmith/views';
import { Inject, Injectable } from '@nestjs/common';
import { JanitorSettings } from '../janitor-settings.ts';
import { Repeating } from './repeating.ts';

const FIRST_MS = 10 * 60_000;

/** Deletes artifacts that no fact names, and reconstructions that `verify` can make again. */
@Injectable()
export class ArtifactSweep extends Repeating {
  protected readonly pauses: Repeating['pauses'];

  constructor(
    private readonly settings: JanitorSettings,
    private readonly views: LabViews,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    super();
    const { everyMs } = settings.artifactSweep;
    this.pauses = { firstMs: Math.min(FIRST_MS, everyMs), everyMs };
  }

  protected async once(): Promise<void> {
    const { folder, graceMs } = this.settings.artifactSweep;
    const store = new FileArtifactStore(folder);
    const report = await sweepLab({ views: this.views, store, graceMs, dryRun: false });
    await clearIncoming(store, graceMs);
    this.logger.info(report, 'swept the artifacts');
  }

  protected failed(err: unknown): void {
    this.logger.warn({ err }, 'the artifacts could not be swept; tried again at the next time');
  }
}
