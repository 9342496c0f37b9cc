/** A file of the host, and the path under which a tool in the sandbox sees it. */
export interface ShownFile {
  readonly source: string;
  readonly target: string;
}

/** Programs and libraries of the system; the links among them; what the dynamic loader knows of them. */
const SYSTEM = ['/usr', '/bin', '/lib', '/lib64', '/etc/alternatives', '/etc/ld.so.cache'];

const NAMESPACES = ['user', 'pid', 'net', 'ipc', 'uts'].map((name) => `--unshare-${name}`);

/**
 * bubblewrap around a tool that opens a stranger's file: the system's programs read-only, the files that are named, and
 * nothing else: no network, no other file, no other process, no capability.
 *
 * @param tool is shown too where it is no program of the system
 * @param files all that is shown besides: the stranger's file, and what the tool itself needs
 */
export function sandboxArguments(tool: string, args: readonly string[], files: readonly ShownFile[] = []): string[] {
  return [
    ...[...NAMESPACES, '--unshare-cgroup-try', '--cap-drop', 'ALL', '--new-session', '--die-with-parent'],
    ...SYSTEM.flatMap((path) => ['--ro-bind-try', path, path]),
    ...['--dev', '/dev', '--tmpfs', '/tmp'],
    ...(tool.startsWith('/') ? ['--ro-bind', tool, tool] : []),
    ...files.flatMap(({ source, target }) => ['--ro-bind', source, target]),
    ...['--chdir', '/tmp', '--', tool, ...args],
  ];
}
