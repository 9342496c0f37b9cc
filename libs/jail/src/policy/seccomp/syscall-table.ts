import { AARCH64 } from './aarch64.ts';
import { X86_64 } from './x86-64.ts';

/** System calls that the filters speak of. */
export type SyscallName = keyof typeof X86_64;

/** Machines that the filters can be assembled for, by the name Node gives them (`process.arch`). */
export type Machine = 'x64' | 'arm64';

/** `AUDIT_ARCH_*` of `linux/audit.h`: what seccomp reports as the calling convention. */
const AUDIT_ARCH: Record<Machine, number> = { x64: 0xc000003e, arm64: 0xc00000b7 };

/** Number of a call on a machine, or undefined where the machine has no such call. */
export function syscallNumber(machine: Machine, name: SyscallName): number | undefined {
  return machine === 'x64' ? X86_64[name] : AARCH64[name];
}

export const auditArch = (machine: Machine): number => AUDIT_ARCH[machine];
