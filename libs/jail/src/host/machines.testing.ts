import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { assemble, ENOSYS, EPERM } from '../policy/seccomp/assembler.ts';
import type { Machine } from '../policy/seccomp/syscall-table.ts';

const CHECK = fileURLToPath(new URL('./jail-check.testing.ts', import.meta.url));
const WALL_FOLDER = fileURLToPath(new URL('../../guest/python', import.meta.url));
const CHECKOUT = fileURLToPath(new URL('../../../..', import.meta.url)).replace(/\/$/, '');
/** Where a check finds the checkout, whoever it runs as: the folders above the real one may be closed to others. */
const OPEN_CHECKOUT = '/mnt';
const CLONE_NEWUSER = 0x10000000;
/** Only ends what hangs, and leaves the test time to say so. */
const CHECK_LIMIT_MS = 580_000;
const run = promisify(execFile);

/** Ways to make this machine a poorer one for a command and what it starts. */
export type Poorer = 'ordinary user' | 'no user namespaces' | 'no control groups' | 'no shared /run';

/** Where a path of the checkout lies for the command that is run. */
type Place = (path: string) => string;

/** A filter under which no user namespace can be made, as many hosts of pods have it. */
function forbidNamespaces(place: Place): string[] {
  const filter = assemble(
    process.arch as Machine,
    [
      { call: 'clone3', action: { errno: ENOSYS } },
      {
        call: 'clone',
        tests: [{ argument: 0, test: 'hasAnyBit', value: CLONE_NEWUSER, then: { errno: EPERM } }],
        action: 'allow',
      },
      { call: 'unshare', action: { errno: EPERM } },
    ],
    'allow',
  );
  const program = [
    `import os, sys; sys.path.insert(0, ${JSON.stringify(place(WALL_FOLDER))}); import wall`,
    `wall.install_filter(bytes.fromhex("${Buffer.from(filter).toString('hex')}"))`,
    'os.execvp(sys.argv[1], sys.argv[1:])',
  ].join('\n');
  return ['/usr/bin/python3', '-B', '-c', program];
}

/** Runs `"$@"` with the checkout where every user can reach it, in a mount namespace of its own. */
const OPEN_THE_CHECKOUT = `mount --bind "$0" ${OPEN_CHECKOUT}; exec "$@"`;
const inOpenCheckout: Place = (path) =>
  path.startsWith(`${CHECKOUT}/`) ? OPEN_CHECKOUT + path.slice(CHECKOUT.length) : path;

/** Runs `"$@"` with every control group hierarchy mounted read-only, in a mount namespace of its own. */
const READ_ONLY_GROUPS =
  'awk \'$3 ~ /^cgroup/ {print $2}\' /proc/mounts | while read -r m; do mount -o remount,bind,ro "$m"; done; exec "$@"';

/** Runs `"$@"` with a `/run` of its own, so that it shares no lock file with anybody. */
const OWN_RUN = 'mount -t tmpfs tmpfs /run; exec "$@"';

/** A uid that nothing else on the machine has, so that whatever is left of it is a survivor. */
export const ORDINARY_UID = 61_190;

const WRAPPERS: Readonly<Record<Poorer, (place: Place) => string[]>> = {
  'ordinary user': () => [
    ...['unshare', '--mount', 'sh', '-c', OPEN_THE_CHECKOUT, CHECKOUT],
    'setpriv',
    ...['--reuid', String(ORDINARY_UID), '--regid', String(ORDINARY_UID), '--clear-groups', '--no-new-privs'],
  ],
  'no user namespaces': forbidNamespaces,
  'no shared /run': () => ['unshare', '--mount', 'sh', '-c', OWN_RUN, 'sh'],
  'no control groups': () => ['unshare', '--mount', 'sh', '-c', READ_ONLY_GROUPS, 'sh'],
};

export interface CheckLine {
  readonly tier?: string;
  readonly reasons?: readonly string[];
  readonly ownUid?: boolean;
  readonly file?: string;
  readonly outcome?: string;
  readonly log?: string;
  readonly refused?: string;
}

/** Arguments that start a `jail-check` on a machine made poorer; means are taken away in the order given, mounts first. */
export function checkCommand(poorer: readonly Poorer[], check: object): [string, ...string[]] {
  const place: Place = poorer.includes('ordinary user') ? inOpenCheckout : (path) => path;
  const [command = '', ...rest] = [
    ...poorer.flatMap((means) => WRAPPERS[means](place)),
    ...[place(process.execPath), '--conditions=@codecsmith/source', '--disable-warning=ExperimentalWarning'],
    place(CHECK),
    JSON.stringify(check),
  ];
  return [command, ...rest];
}

/** Runs a check to its end, with a secret in the environment that no candidate may see. */
export async function runCheck(poorer: readonly Poorer[], check: object, secret: string): Promise<CheckLine[]> {
  const [command, ...rest] = checkCommand(poorer, check);
  const { stdout } = await run(command, rest, {
    env: { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', CODECSMITH_PLANTED: secret },
    ...({ maxBuffer: 1 << 26, timeout: CHECK_LIMIT_MS, killSignal: 'SIGKILL' } as const),
  });
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as CheckLine);
}

/** Whether other users could read the files of this checkout, once they reach it. */
export function isReadableByOthers(): boolean {
  for (let path = CHECK; path.startsWith(CHECKOUT); path = dirname(path)) {
    const { mode } = statSync(path);
    if ((mode & (path === CHECK ? 0o004 : 0o001)) === 0) return false;
  }
  return true;
}
