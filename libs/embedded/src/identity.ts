import { chmod, chown, mkdir, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The user a server runs as. */
export interface Identity {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Users of the embedded servers when the lab runs as root: each its own, none shared with a jail slot (61000 and up)
 * or with `nobody`. No account is created for them.
 */
export const POSTGRES_IDENTITY: Identity = { uid: 60_990, gid: 60_990 };
export const NATS_IDENTITY: Identity = { uid: 60_991, gid: 60_991 };

/** The identity when this process is root, else undefined: the server then runs as ourselves. */
export function whenRoot(identity: Identity): Identity | undefined {
  return process.getuid?.() === 0 ? identity : undefined;
}

/** An unprivileged account that every Linux lists; `initdb` insists on a user with a name. */
export async function namedIdentity(): Promise<Identity> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const name of ['daemon', 'bin', 'nobody']) {
    const [, , uid, gid] = lines.find(([account]) => account === name) ?? [];
    if (Number(uid) > 0) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error('/etc/passwd lists none of daemon, bin, nobody: initdb needs an unprivileged account with a name');
}

/** Makes a directory others may pass through (0755). */
export async function makeTraversable(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
  await chmod(path, 0o755);
}

/** Makes a directory that only the owner can read (0700). */
export async function makePrivate(path: string, owner: Identity | undefined): Promise<void> {
  await mkdir(path, { recursive: true });
  await chmod(path, 0o700);
  if (owner) await chown(path, owner.uid, owner.gid);
}

/**
 * Makes sure that another user can reach a directory.
 *
 * @throws Error naming the ancestor that is closed
 */
export async function checkReachable(path: string, identity: Identity | undefined): Promise<void> {
  if (!identity) return;
  for (let here = path; ; here = dirname(here)) {
    if (((await stat(here)).mode & 0o001) === 0) {
      throw new Error(`${path}: user ${identity.uid} cannot pass through ${here}; allowed: a directory with mode o+x`);
    }
    if (here === dirname(here)) return;
  }
}
