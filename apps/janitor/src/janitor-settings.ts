import { readConfig } from '@codecsmith/platform';
import type { PhaseLimits } from './sweep/deadlines.ts';

/** What an operator can set. */
export abstract class JanitorSettings {
  /** Folder whose file system is watched. */
  abstract readonly home: string;
  abstract readonly floorBytes: number;
  abstract readonly sweepMs: number;
  abstract readonly limits: PhaseLimits;

  static read(): JanitorSettings {
    const config = readConfig([
      'LAB_HOME',
      'LAB_JANITOR_SWEEP_MS',
      'LAB_JANITOR_DRAFTING_LIMIT_MS',
      'LAB_JANITOR_SANITIZING_LIMIT_MS',
      'LAB_JANITOR_QUEUED_LIMIT_MS',
      'LAB_JANITOR_MEASURING_LIMIT_MS',
      'LAB_JANITOR_DISK_FLOOR_BYTES',
    ]);
    return {
      home: config.LAB_HOME,
      floorBytes: config.LAB_JANITOR_DISK_FLOOR_BYTES,
      sweepMs: config.LAB_JANITOR_SWEEP_MS,
      limits: {
        drafting: config.LAB_JANITOR_DRAFTING_LIMIT_MS,
        sanitizing: config.LAB_JANITOR_SANITIZING_LIMIT_MS,
        queued: config.LAB_JANITOR_QUEUED_LIMIT_MS,
        measuring: config.LAB_JANITOR_MEASURING_LIMIT_MS,
      },
    };
  }
}
