import { LOGGER } from '@codecsmith/bus';
import { diskFullReason, labFolders, type Logger } from '@codecsmith/platform';
import { Inject, Injectable } from '@nestjs/common';
import { JanitorSettings } from '../janitor-settings.ts';

/** Raises an alarm while a file system of the lab has less room than its floor. */
@Injectable()
export class DiskWatch {
  alarm: string | undefined;

  constructor(
    private readonly settings: JanitorSettings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async look(): Promise<void> {
    const { home, floorBytes, artifactSweep } = this.settings;
    const reason = await diskFullReason([...labFolders(home), artifactSweep.folder], floorBytes);
    if (reason !== undefined && this.alarm === undefined) this.logger.error({ reason }, 'the disk is nearly full');
    if (reason === undefined && this.alarm !== undefined) this.logger.info({ home }, 'the disk has room again');
    this.alarm = reason;
  }
}
