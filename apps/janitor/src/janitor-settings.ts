import { readConfig } from '@codecsmith/platform';
import type { PhaseLimits } from './sweep/deadlines.ts';

/** What an operator can set. */
export abstract class JanitorSettings {
  /** Folder whose file system is watched. */
  abstract readonly home: string;
  abstract readonly floorBytes: number;
  abstract readonly sweepMs: number;
  abstract readonly limits: PhaseLimits;
  /** Store, pause between two sweeps of it (0: none), and how long what was just stored is left alone. */
  abstract readonly artifactSweep: { readonly folder: string; readonly everyMs: number; readonly graceMs: number };
  /** Pause between two measurements of what the parts take on the disk. */
  abstract readonly usageMs: number;

  static read(): JanitorSettings {
    const config = readConfig([
      'LAB_HOME',
      'LAB_JANITOR_SWEEP_MS',
      'LAB_JANITOR_DRAFTING_LIMIT_MS',
      'LAB_JANITOR_SANITIZING_LIMIT_MS',
      'LAB_JANITOR_QUEUED_LIMIT_MS',
      'LAB_JANITOR_MEASURING_LIMIT_MS',
      'LAB_JANITOR_DISK_FLOOR_BYTES',
      'LAB_JANITOR_ARTIFACT_SWEEP_MS',
      'LAB_JANITOR_ARTIFACT_GRACE_MS',
      'LAB_JANITOR_USAGE_MS',
      'LAB_ARTIFACTS_DIR',
    ]);
    return {
      home: config.LAB_HOME,
      floorBytes: config.LAB_JANITOR_DISK_FLOOR_BYTES,
      sweepMs: config.LAB_JANITOR_SWEEP_MS,
      artifactSweep: {
        folder: config.LAB_ARTIFACTS_DIR,
        everyMs: config.LAB_JANITOR_ARTIFACT_SWEEP_MS,
        graceMs: config.LAB_JANITOR_ARTIFACT_GRACE_MS,
      },
      usageMs: config.LAB_JANITOR_USAGE_MS,
      limits: {
        drafting: config.LAB_JANITOR_DRAFTING_LIMIT_MS,
        sanitizing: config.LAB_JANITOR_SANITIZING_LIMIT_MS,
        queued: config.LAB_JANITOR_QUEUED_LIMIT_MS,
        measuring: config.LAB_JANITOR_MEASURING_LIMIT_MS,
      },
    };
  }
}
