import type { Closure } from './closure.ts';

/** Descriptors that the supervisor leaves open for bubblewrap itself (see supervisor/launch.py). */
const FILTER_DESCRIPTOR = '10';
const STATUS_DESCRIPTOR = '11';
/** Inside, every guest is this user. Outside it is its slot's own uid, or the operator's where that cannot be switched. */
const INNER_ID = '65534';

/** A folder of the lab that a guest reads, and where it finds it. */
export interface Mount {
  readonly source: string;
  readonly target: string;
}

/** The host's own files, path by path: quick for any size, but their directory cache and page cache are the host's. */
export interface SharedRoot {
  readonly closure: Closure;
  readonly mounts: readonly Mount[];
}

/** Folder with a copy of everything on a file system that this guest alone has. */
export interface PrivateRoot {
  readonly folder: string;
}

export interface BubblewrapOptions {
  readonly root: SharedRoot | PrivateRoot;
  readonly environment: Readonly<Record<string, string>>;
  readonly tmpBytes: number;
  /** False where the host forbids a fresh /proc. */
  readonly proc: boolean;
  /** Device files beside the harmless ones that every guest has. */
  readonly devices?: readonly Mount[];
}

/** At least a page: bubblewrap takes zero for "no limit". */
const MIN_TMPFS_BYTES = 4096;

const tmpfs = (path: string, bytes: number): string[] => [
  '--perms',
  '1777',
  '--size',
  String(Math.max(bytes, MIN_TMPFS_BYTES)),
  '--tmpfs',
  path,
];

/** Named one by one: `--unshare-all` means "if possible" for some of them. */
const NAMESPACES = ['user', 'pid', 'net', 'ipc', 'uts'].map((name) => `--unshare-${name}`);

const identity = ['--disable-userns', '--uid', INNER_ID, '--gid', INNER_ID, '--hostname', 'jail', '--cap-drop', 'ALL'];

/** Flags that make the namespaces, without anything in them. */
export function isolationArguments(): string[] {
  return [...NAMESPACES, '--unshare-cgroup-try', ...identity, '--new-session', '--die-with-parent'];
}

const showAsItIs = (path: string): string[] => ['--ro-bind', path, path];
const liesIn = (path: string, folders: readonly string[]): boolean =>
  folders.some((folder) => path.startsWith(`${folder}/`));

function sharedArguments({ closure, mounts }: SharedRoot): string[] {
  return [
    ...closure.folders.filter((path) => !liesIn(path, closure.hidden)).flatMap(showAsItIs),
    ...closure.hidden.flatMap((folder) => [...tmpfs(folder, 0)]),
    ...closure.folders.filter((path) => liesIn(path, closure.hidden)).flatMap(showAsItIs),
    ...closure.hidden.flatMap((folder) => ['--remount-ro', folder]),
    ...closure.files.flatMap(({ source, target }) => ['--ro-bind', source, target]),
    ...mounts.flatMap(({ source, target }) => ['--ro-bind', source, target]),
  ];
}

/** The file cannot be changed, what it opens can: reading only would be no wall to a device. */
const showDevice = ({ source, target }: Mount): string[] => [
  ...['--dev-bind', source, target],
  ...['--remount-ro', target],
];

function rootArguments({ root, tmpBytes, proc, devices = [] }: BubblewrapOptions): string[] {
  return [
    ...('folder' in root ? ['--ro-bind', root.folder, '/'] : sharedArguments(root)),
    ...(proc ? ['--proc', '/proc'] : []),
    ...['--dev', '/dev'],
    ...devices.flatMap(showDevice),
    ...tmpfs('/dev/shm', 0),
    ...['--remount-ro', '/dev'],
    ...tmpfs('/tmp', tmpBytes),
    ...['--remount-ro', '/', '--chdir', '/tmp'],
  ];
}

/**
 * Arguments for bubblewrap up to the command: a root that is an allow-listed closure (never the host's /usr), its own
 * user, pid, network, ipc and uts namespaces, no capabilities, a constant environment, the stage-1 filter.
 */
export function bubblewrapArguments(options: BubblewrapOptions): string[] {
  const environment = Object.entries(options.environment).flatMap(([name, value]) => ['--setenv', name, value]);
  return [
    ...isolationArguments(),
    '--clearenv',
    ...environment,
    ...rootArguments(options),
    ...['--seccomp', FILTER_DESCRIPTOR, '--json-status-fd', STATUS_DESCRIPTOR],
  ];
}
