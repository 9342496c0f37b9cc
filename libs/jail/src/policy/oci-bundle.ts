import type { Closure } from './closure.ts';
import { DEFAULT_BOUNDS } from './limits.ts';
import type { Mount } from './bubblewrap.ts';

/** The user inside, as in every namespace. */
const INNER_ID = 65534;
const NOTHING: readonly string[] = [];
/** The bound of any experiment; Python guests lower it to their own limit. */
const MAX_FILES = DEFAULT_BOUNDS.files.max;

export interface SandboxOptions {
  readonly closure: Closure;
  readonly mounts: readonly Mount[];
  readonly environment: Readonly<Record<string, string>>;
  readonly command: readonly string[];
  readonly tmpBytes: number;
}

interface OciMount {
  readonly destination: string;
  readonly type: string;
  readonly source: string;
  readonly options: readonly string[];
}

/** What of the OCI runtime specification (1.0) a sandbox is described by. */
export interface OciBundle {
  readonly ociVersion: string;
  readonly process: object;
  readonly root: { readonly path: string; readonly readonly: boolean };
  readonly hostname: string;
  readonly mounts: readonly OciMount[];
  readonly linux: object;
}

const show = (source: string, destination: string): OciMount => ({
  ...{ destination, type: 'bind', source },
  options: ['rbind', 'ro', 'nosuid', 'nodev'],
});
const memory = (destination: string, bytes: number, options: readonly string[]): OciMount => ({
  ...{ destination, type: 'tmpfs', source: 'tmpfs' },
  options: ['nosuid', 'nodev', ...options, `size=${bytes}`],
});
const liesIn = (path: string, folders: readonly string[]): boolean =>
  folders.some((folder) => path.startsWith(`${folder}/`));

/** A page: sizes of zero mean "no limit". */
const MIN_TMPFS_BYTES = 4096;

function mountsOf({ closure, mounts, tmpBytes }: SandboxOptions): OciMount[] {
  const { folders, hidden, files } = closure;
  return [
    { destination: '/proc', type: 'proc', source: 'proc', options: ['ro', 'nosuid', 'nodev', 'noexec'] },
    ...folders.filter((path) => !liesIn(path, hidden)).map((path) => show(path, path)),
    ...hidden.map((folder) => memory(folder, MIN_TMPFS_BYTES, [])),
    ...folders.filter((path) => liesIn(path, hidden)).map((path) => show(path, path)),
    ...files.map(({ source, target }) => show(source, target)),
    ...mounts.map(({ source, target }) => show(source, target)),
    memory('/sys', MIN_TMPFS_BYTES, ['ro']),
    memory('/dev/shm', MIN_TMPFS_BYTES, ['mode=1777', 'noexec']),
    memory('/tmp', Math.max(tmpBytes, MIN_TMPFS_BYTES), ['mode=1777', 'noexec']),
  ];
}

function processOf(command: readonly string[], environment: Readonly<Record<string, string>>): object {
  return {
    terminal: false,
    user: { uid: INNER_ID, gid: INNER_ID },
    args: command,
    env: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
    cwd: '/tmp',
    capabilities: { bounding: NOTHING, effective: NOTHING, inheritable: NOTHING, permitted: NOTHING },
    rlimits: [
      { type: 'RLIMIT_CORE', hard: 0, soft: 0 },
      { type: 'RLIMIT_NOFILE', hard: MAX_FILES, soft: MAX_FILES },
    ],
    noNewPrivileges: true,
  };
}

const NAMESPACES = ['pid', 'network', 'ipc', 'uts', 'mount'].map((type) => ({ type }));

/**
 * The same root as in a namespace (see bubblewrap.ts), described for gVisor: an empty folder into which the closure is
 * bound read-only, no capabilities, no network but an empty one, a constant environment.
 *
 * @see https://github.com/opencontainers/runtime-spec/blob/main/config.md
 */
export function ociBundle(options: SandboxOptions): OciBundle {
  return {
    ociVersion: '1.0.2',
    process: processOf(options.command, options.environment),
    root: { path: 'root', readonly: true },
    hostname: 'jail',
    mounts: mountsOf(options),
    linux: { namespaces: NAMESPACES },
  };
}

/** A bundle that runs one command in the host's own tree: to find out whether a sandbox can be had. */
export function probeBundle(command: readonly string[]): OciBundle {
  return {
    ociVersion: '1.0.2',
    process: processOf(command, {}),
    root: { path: '/', readonly: true },
    hostname: 'jail',
    mounts: [],
    linux: { namespaces: NAMESPACES },
  };
}

/** Arguments for `runsc` up to its bundle: without root, without a network, within the caller's control group. */
export const sandboxArguments = (program: string): string[] => [
  program,
  ...['--rootless', '--ignore-cgroups', '--network=none'],
];
