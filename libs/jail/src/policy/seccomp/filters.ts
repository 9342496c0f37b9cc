import { assemble, EACCES, ENOSYS, ENOTTY, EPERM, type Rule } from './assembler.ts';
import { ALLOWED, DANGEROUS, TELLING } from './syscall-sets.ts';
import type { Machine, SyscallName } from './syscall-table.ts';

const CLONE_THREAD = 0x00010000;
/** Every `CLONE_NEW*` flag that `clone(2)` takes (user, pid, net, mount, ipc, uts, cgroup). */
const CLONE_NEW_ANY = 0x7e020000;
const TIOCSTI = 0x5412;
const TIOCLINUX = 0x541c;
const PR_SET_PDEATHSIG = 1;
const HARMLESS_IOCTLS = { TCGETS: 0x5401, TIOCGWINSZ: 0x5413, FIONREAD: 0x541b, FIOCLEX: 0x5451 };
/** fcntl commands that send signals to, or take leases against, other processes. */
const SIGNALLING_FCNTLS = { F_SETOWN: 8, F_SETSIG: 10, F_SETOWN_EX: 15, F_SETLEASE: 1024, F_NOTIFY: 1026 };
/** O_WRONLY | O_RDWR | O_CREAT | O_TRUNC. */
const OPEN_TO_CHANGE = 0x1 | 0x2 | 0x40 | 0x200;

const refused = { errno: EPERM } as const;
const absent = { errno: ENOSYS } as const;

const each = (calls: readonly SyscallName[], action: Rule['action']): Rule[] => calls.map((call) => ({ call, action }));

/** glibc falls back from clone3, whose flags lie in memory that a filter cannot read, to clone, whose flags it can. */
const noClone3: Rule = { call: 'clone3', action: absent };
const threadsOnly: Rule = {
  call: 'clone',
  tests: [{ argument: 0, test: 'hasAnyBit', value: CLONE_THREAD, then: 'allow' }],
  action: refused,
};
const noNamespaces: Rule = {
  call: 'clone',
  tests: [{ argument: 0, test: 'hasAnyBit', value: CLONE_NEW_ANY, then: 'kill' }],
  action: 'allow',
};
const noTerminalInjection: Rule = {
  call: 'ioctl',
  tests: [TIOCSTI, TIOCLINUX].map((value) => ({ argument: 1, test: 'equals', value, then: 'kill' }) as const),
  action: 'allow',
};
const harmlessIoctls: Rule = {
  call: 'ioctl',
  tests: Object.values(HARMLESS_IOCTLS).map(
    (value) => ({ argument: 1, test: 'equals', value, then: 'allow' }) as const,
  ),
  action: { errno: ENOTTY },
};
const quietFcntl: Rule = {
  call: 'fcntl',
  tests: Object.values(SIGNALLING_FCNTLS).map(
    (value) => ({ argument: 1, test: 'equals', value, then: refused }) as const,
  ),
  action: 'allow',
};
/** A guest must not outlive its supervisor: it may not take back the signal that its parent's death sends. */
const keepDeathSignal: Rule = {
  call: 'prctl',
  tests: [{ argument: 0, test: 'equals', value: PR_SET_PDEATHSIG, then: refused }],
  action: 'allow',
};
const ownLimitsOnly: Rule = {
  call: 'prlimit64',
  tests: [{ argument: 0, test: 'equals', value: 0, then: 'allow' }],
  action: refused,
};
const sockets = each(['socket', 'socketpair'], refused);

/**
 * Stage 1, from the first instruction inside: a deny list. The interpreter can still start and load its libraries;
 * what no codec ever needs ends the process with SIGSYS.
 */
export function stageOne(machine: Machine): Uint8Array {
  return assemble(
    machine,
    [noClone3, noNamespaces, ...each(DANGEROUS, 'kill'), ...sockets, noTerminalInjection],
    'allow',
  );
}

export interface StageTwoOptions {
  /** False where another process of the same uid could be reached: no pid namespace and no Landlock signal scope. */
  readonly signals: boolean;
  /** False where no writable place exists: files open for reading only, whatever Landlock's version covers. */
  readonly writes: boolean;
  /** True for a guest with a GPU, which is driven by ioctl. Left out: false. */
  readonly devices?: boolean;
}

const readOnlyOpen = (call: 'open' | 'openat', argument: 1 | 2): Rule => ({
  call,
  tests: [{ argument, test: 'hasAnyBit', value: OPEN_TO_CHANGE, then: { errno: EACCES } }],
  action: 'allow',
});

/**
 * Stage 2, installed by the guest after its imports and before candidate code is visible: an allow list.
 * No exec, no fork, no sockets, no memory files; threads are allowed.
 */
export function stageTwo(machine: Machine, { signals, writes, devices = false }: StageTwoOptions): Uint8Array {
  const open: Rule[] = writes
    ? each(['open', 'openat'], 'allow')
    : [readOnlyOpen('open', 1), readOnlyOpen('openat', 2)];
  const signalling = each(['kill', 'tgkill'], signals ? 'allow' : refused);
  const ioctls = devices ? noTerminalInjection : harmlessIoctls;
  const special = [noClone3, threadsOnly, ioctls, quietFcntl, keepDeathSignal, ownLimitsOnly];
  return assemble(
    machine,
    [...open, ...each(ALLOWED, 'allow'), ...special, ...signalling, ...each(DANGEROUS, 'kill')],
    refused,
  );
}

const IO_URING: readonly SyscallName[] = ['io_uring_setup', 'io_uring_enter', 'io_uring_register'];
const NO_CHILDREN: readonly SyscallName[] = [
  'fork',
  'vfork',
  'setsid',
  'memfd_create',
  'pidfd_open',
  'pidfd_send_signal',
];

/**
 * The one filter of the JavaScript guest. Node needs more calls than an allow list would bear and cannot install a
 * second filter by itself, so this is a deny list from the start: threads, but no processes and no sockets. io_uring
 * answers "not implemented", which libuv takes as its cue to use epoll.
 */
export function stageJavaScript(machine: Machine, { signals, writes }: StageTwoOptions): Uint8Array {
  const dangerous = DANGEROUS.filter((call) => !IO_URING.includes(call));
  const rules: Rule[] = [
    noClone3,
    threadsOnly,
    ...each(IO_URING, absent),
    ...each(dangerous, 'kill'),
    ...each(NO_CHILDREN, refused),
    ...each(TELLING, refused),
    ...sockets,
    ...(writes ? [] : [readOnlyOpen('open', 1), readOnlyOpen('openat', 2)]),
    ...(signals ? [] : each(['kill', 'tkill', 'rt_sigqueueinfo', 'rt_tgsigqueueinfo'], refused)),
    noTerminalInjection,
    quietFcntl,
    keepDeathSignal,
    ownLimitsOnly,
  ];
  return assemble(machine, rules, 'allow');
}
