export {
  DEFAULT_BOUNDS,
  defaultLimits,
  LimitRefused,
  resolveLimits,
  type LimitBounds,
  type Limits,
  type RunSize,
} from './policy/limits.ts';
export { OUTCOMES, type Cause, type Outcome } from './policy/outcome.ts';
export { TIERS, type Capabilities, type Tier, type TierChoice } from './policy/tier.ts';
export { discoverClosure } from './host/discover-closure.ts';
export { DEFAULT_PYTHON, type JailOptions } from './host/options.ts';
export { TierUnavailable, type MachineReport } from './host/machine.ts';
export { JailFault } from './host/supervisor.ts';
export { openJail, type Jail, type RunOptions, type WarmKind } from './host/open-jail.ts';
export { offeredModules, type OfferedModules } from './host/offered-modules.ts';
export { grantGpus, vanished, type GpuGrant } from './gpu/gpu-grant.ts';
export { measureStartup, type StartupTimes } from './host/startup-bench.ts';
export type { GuestFileAccess, JailJob, JailReport, JailResult, Measures } from './host/job.ts';
export { openWorkFolder } from './host/work-folder.ts';
