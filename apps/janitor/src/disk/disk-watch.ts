import { statfs } from 'node:fs/promises';
import { LOGGER } from '@codecsmith/bus';
import type { Logger } from '@codecsmith/platform';
import { Inject, Injectable } from '@nestjs/common';
import { JanitorSettings } from '../janitor-settings.ts';

/** Raises an alarm while the file system of the lab has less room than its floor. */
@Injectable()
export class DiskWatch {
  alarm: string | undefined;

  constructor(
    private readonly settings: JanitorSettings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async look(): Promise<void> {
    const { home, floorBytes } = this.settings;
    const { bavail, bsize } = await statfs(home);
    const freeBytes = bavail * bsize;
    const isLow = freeBytes < floorBytes;
    if (isLow && this.alarm === undefined)
      this.logger.error({ home, freeBytes, floorBytes }, 'the disk is nearly full');
    if (!isLow && this.alarm !== undefined) this.logger.info({ home, freeBytes }, 'the disk has room again');
    this.alarm = isLow ? `${home} has ${freeBytes} bytes free, below the floor of ${floorBytes}` : undefined;
  }
}
