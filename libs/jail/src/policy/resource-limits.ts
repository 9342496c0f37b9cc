import type { Language } from '@codecsmith/codec';
import { MIB, type Limits } from './limits.ts';

/** Values for setrlimit(2), by the name behind `RLIMIT_`. CPU time is set apart, in whole seconds. */
export type ResourceLimits = Readonly<
  Partial<Record<'AS' | 'DATA' | 'NPROC' | 'NOFILE' | 'FSIZE' | 'CORE' | 'MEMLOCK' | 'MSGQUEUE', number>>
>;

export interface ResourceContext {
  /** A control group holds memory and pids; resource limits are then only the second wall. */
  readonly cgroup: boolean;
  /** Threads can be counted for this guest alone: own uid, or a user namespace that counts by itself. */
  readonly countsThreads: boolean;
  /** V8 reserves far more address space than it uses. */
  readonly language: Language;
  /** CUDA reserves address space for all memory of host and card together. */
  readonly gpu?: boolean;
  readonly inputBytes: number;
}

const GIB = 1024 * MIB;
/** Writable address space that two isolates map at birth and mostly never touch (1.05 GiB with Node 24). */
const V8_RESERVE = 1280 * MIB;
/** bubblewrap's own two processes. */
const OTHER_PROCESSES = 2;

function memoryLimits(limits: Limits, { cgroup, language, gpu = false, inputBytes }: ResourceContext): ResourceLimits {
  if (language === 'javascript') return cgroup ? {} : { DATA: limits.memoryBytes + inputBytes + V8_RESERVE };
  if (gpu) return cgroup ? {} : { DATA: limits.memoryBytes + inputBytes };
  if (cgroup) return { AS: 4 * limits.memoryBytes + inputBytes };
  // DATA counts private writable memory, close to what is used; AS bounds what DATA does not see (shared mappings).
  return { DATA: limits.memoryBytes + inputBytes, AS: limits.memoryBytes + inputBytes + GIB };
}

/** The limits that the kernel enforces on the guest's process itself, in every tier. */
export function resourceLimits(limits: Limits, context: ResourceContext): ResourceLimits {
  return {
    ...memoryLimits(limits, context),
    ...(context.countsThreads && { NPROC: limits.pids + OTHER_PROCESSES }),
    NOFILE: limits.files,
    FSIZE: Math.max(limits.outputBytes, limits.tmpBytes),
    CORE: 0,
    MEMLOCK: 0,
    MSGQUEUE: 0,
  };
}
