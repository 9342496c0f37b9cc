/**
 * How strongly a guest is held. `strict`: gVisor and a control group, only where it is asked for. `A`: namespaces and a control group. `B`: namespaces without a
 * control group, or without a fresh /proc. `C`: Landlock, seccomp and resource limits, where user namespaces are
 * forbidden. `unsafe`: less than C.
 */
export const TIERS = ['strict', 'A', 'B', 'C', 'unsafe'] as const;
export type Tier = (typeof TIERS)[number];

/** What trying things out on this machine has shown. */
export interface Capabilities {
  /** Why bubblewrap could not make a jail with /proc and without; null where it could. */
  readonly namespacesWithProc: string | null;
  readonly namespaces: string | null;
  /** Why gVisor could not run a sandbox; null where it could. */
  readonly sandbox: string | null;
  /** How a guest can have a file system of its own (see supervisor/private_root.py); null where it cannot. */
  readonly privateRoot: 'image' | 'copy' | null;
  /** Version of the control groups in use, or null. */
  readonly cgroup: 1 | 2 | null;
  /** Landlock version of the kernel, 0 for none. */
  readonly landlock: number;
  /** Whether every jail gets a uid of its own. */
  readonly ownUid: boolean;
}

export interface TierChoice {
  readonly tier: Tier;
  /** Whether guests get a /proc. */
  readonly proc: boolean;
  /** Whether guests are boxed in a control group. */
  readonly cgroup: boolean;
}

const works = (failure: string | null): boolean => failure === null;

/** Every way this machine can hold a guest, the strongest first. */
export function offeredTiers(seen: Capabilities): TierChoice[] {
  const cgroup = seen.cgroup !== null;
  const choices: TierChoice[] = [];
  if (works(seen.sandbox) && cgroup) choices.push({ tier: 'strict', proc: true, cgroup: true });
  if (works(seen.namespacesWithProc) && cgroup) choices.push({ tier: 'A', proc: true, cgroup: true });
  if (works(seen.namespacesWithProc)) choices.push({ tier: 'B', proc: true, cgroup: false });
  else if (works(seen.namespaces)) choices.push({ tier: 'B', proc: false, cgroup });
  if (seen.landlock > 0) choices.push({ tier: 'C', proc: true, cgroup });
  return choices;
}
