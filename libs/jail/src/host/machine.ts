import { createHash } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import type { Machine } from '../policy/seccomp/syscall-table.ts';
import { isolationArguments } from '../policy/bubblewrap.ts';
import { probeBundle, sandboxArguments } from '../policy/oci-bundle.ts';
import { offeredTiers, type Capabilities, type Tier, type TierChoice } from '../policy/tier.ts';
import { BUBBLEWRAP, DEFAULT_UIDS, roomsOf, RUNSC, UID_LOCKS, type JailOptions } from './options.ts';
import { probedSchema } from './schemas.ts';
import { JailFault, Supervisor } from './supervisor.ts';

/** A tier that cannot be had here, with what was tried. */
export class TierUnavailable extends Error {
  override readonly name = 'TierUnavailable';
}

interface UidRange {
  readonly folder: string;
  readonly first: number;
  readonly last: number;
}

/** What this machine is and offers, found out once at start. */
export interface MachineReport {
  readonly arch: Machine;
  /** Marks control groups as this jail's own. */
  readonly owner: string;
  readonly uids: UidRange | null;
  /** Where gVisor's files lie while a guest lives. */
  readonly rooms: string;
  readonly capabilities: Capabilities;
  readonly offered: readonly TierChoice[];
  /** Why stronger means are missing, for people. */
  readonly reasons: readonly string[];
}

/**
 * Hex digits only: the owner stands in the names of control groups, between dashes. Containers may have homes of one path,
 * and pids that mean nothing outside, so the pid namespace is part of it.
 */
export const ownerOf = (home: string): string =>
  createHash('sha256')
    .update(`${readlinkSync('/proc/self/ns/pid')}\0${home}`)
    .digest('hex')
    .slice(0, 10);

function uidRange(options: JailOptions): UidRange | null {
  return process.getuid?.() === 0 ? { folder: UID_LOCKS, ...(options.uids ?? DEFAULT_UIDS) } : null;
}

function probeCommands(): Record<string, readonly string[]> {
  const root = ['--ro-bind', '/', '/', '--dev', '/dev', '--tmpfs', '/tmp'];
  const isolated = [BUBBLEWRAP, ...isolationArguments(), ...root];
  return {
    namespaces_with_proc: [...isolated, '--proc', '/proc', ...COMMAND],
    namespaces: [...isolated, ...COMMAND],
  };
}

const COMMAND = ['/bin/true'];
const probeSandbox = (rooms: string): object => ({
  ...{ rooms, argv: sandboxArguments(RUNSC), bundle: probeBundle(COMMAND) },
});

function machineArch(): Machine {
  const { arch, platform } = process;
  if (platform === 'linux' && (arch === 'x64' || arch === 'arm64')) return arch;
  throw new TierUnavailable(`jails need Linux on x64 or arm64, this is ${platform} on ${arch}`);
}

/** Tries every means on this machine once. */
export async function probeMachine(options: JailOptions, python: string): Promise<MachineReport> {
  const arch = machineArch();
  const owner = ownerOf(options.home);
  const wanted = uidRange(options);
  const supervisor = new Supervisor(python, 'probe');
  const rooms = roomsOf(options.home);
  const request = { owner, uids: wanted, commands: probeCommands(), sandbox: probeSandbox(rooms) };
  const seen = probedSchema.parse(
    await supervisor.ask(request, 'probed', PROBE_LIMIT_MS).finally(() => supervisor.close()),
  );
  const capabilities: Capabilities = {
    namespacesWithProc: seen.commands['namespaces_with_proc'] ?? null,
    namespaces: seen.commands['namespaces'] ?? null,
    sandbox: seen.no_sandbox,
    privateRoot: seen.private_root,
    cgroup: seen.cgroup,
    landlock: seen.landlock,
    ownUid: seen.own_uid,
  };
  const reasons = [
    ...(capabilities.namespacesWithProc !== null ? [`namespaces with /proc: ${capabilities.namespacesWithProc}`] : []),
    ...(capabilities.namespaces !== null ? [`namespaces: ${capabilities.namespaces}`] : []),
    ...(seen.no_sandbox !== null ? [`gVisor: ${seen.no_sandbox}`] : []),
    ...(seen.no_private_root !== null ? [`a file system per guest: ${seen.no_private_root}`] : []),
    ...(seen.no_cgroup !== null ? [`control groups: ${seen.no_cgroup}`] : []),
    ...(seen.no_uid !== null ? [`uid per guest: ${seen.no_uid}`] : []),
    ...(seen.landlock === 0 ? ['landlock: this kernel has none'] : []),
  ];
  const uids = seen.own_uid ? wanted : null;
  return { arch, owner, uids, rooms, capabilities, offered: offeredTiers(capabilities), reasons };
}

/** Enough for every command that is tried to reach its own limit. */
const PROBE_LIMIT_MS = 90_000;

const UNSAFE: TierChoice = { tier: 'unsafe', proc: true, cgroup: false };

/**
 * The tier asked for, or the strongest that the machine offers, `strict` aside: gVisor costs every run seconds and
 * processor time, so its safety is had by asking for it.
 *
 * @throws TierUnavailable below tier C, unless unsafe runs were allowed.
 */
export function chooseTier(report: MachineReport, options: Pick<JailOptions, 'tier' | 'allowUnsafe'>): TierChoice {
  const choice =
    options.tier === undefined
      ? report.offered.find(({ tier }) => tier !== 'strict')
      : report.offered.find(({ tier }) => tier === options.tier);
  if (choice !== undefined) return choice;
  if (options.tier === undefined && options.allowUnsafe === true) {
    return { ...UNSAFE, cgroup: report.capabilities.cgroup !== null };
  }
  const offered = report.offered.map(({ tier }): Tier => tier).join(', ') || 'none';
  const wanted = options.tier ?? 'C or stronger';
  throw new TierUnavailable(`tier ${wanted} is not to be had here (offered: ${offered}): ${report.reasons.join('; ')}`);
}

/** Turns anything thrown while a guest is handled into the lab's own failure. */
export const asFault = (error: unknown): JailFault =>
  error instanceof JailFault ? error : new JailFault(error instanceof Error ? error.message : String(error));
