import { statfs } from 'node:fs/promises';
import type { Logger } from '@codecsmith/platform';
import { Inject, Injectable } from '@nestjs/common';
import { PARTS } from '../parts.token.ts';

export interface DiskWatchParts {
  /** Folder whose file system is watched. */
  readonly home: string;
  readonly floorBytes: number;
  readonly logger: Logger;
}

/** Raises an alarm while the file system of the lab has less room than its floor. */
@Injectable()
export class DiskWatch {
  alarm: string | undefined;

  constructor(@Inject(PARTS) private readonly parts: DiskWatchParts) {}

  async look(): Promise<void> {
    const { home, floorBytes, logger } = this.parts;
    const { bavail, bsize } = await statfs(home);
    const freeBytes = bavail * bsize;
    const isLow = freeBytes < floorBytes;
    if (isLow && this.alarm === undefined) logger.error({ home, freeBytes, floorBytes }, 'the disk is nearly full');
    if (!isLow && this.alarm !== undefined) logger.info({ home, freeBytes }, 'the disk has room again');
    this.alarm = isLow ? `${home} has ${freeBytes} bytes free, below the floor of ${floorBytes}` : undefined;
  }
}
