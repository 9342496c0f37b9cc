import { cpus, release, totalmem } from 'node:os';
import type { Jail } from '@codecsmith/jail';

/** Whatever may explain a difference between two machines; becomes part of `ExecutionStarted`. */
export const fingerprint = (
  jail: Jail,
  guest: Readonly<Record<string, string>>,
  machine: string | null,
): Readonly<Record<string, string | number | boolean | null>> => ({
  ...guest,
  tier: jail.tier,
  architecture: jail.machine.arch,
  kernel: release(),
  machine,
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryBytes: totalmem(),
  node: process.version,
});
