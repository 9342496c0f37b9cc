import { lstat, readdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { labLayout } from '../config/lab-home.ts';

/** Bytes that may still be written below a path. */
export async function freeBytes(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize;
}

/** What the files below a folder take on their disk; what vanishes meanwhile counts nothing. */
export async function folderBytes(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += await folderBytes(path);
    else
      bytes += await lstat(path).then(
        ({ blocks }) => blocks * 512,
        () => 0,
      );
  }
  return bytes;
}

/** Folders of a lab that may each be on a file system of its own, and that it cannot work without. */
export function labFolders(home: string): string[] {
  const { artifacts, postgres, nats, logs } = labLayout(home);
  return [home, artifacts, postgres, nats, logs];
}

const LOOK_MS = 1_000;
const MIB = 2 ** 20;

/** Watches, every second, whether file systems have less room than a floor. */
export class DiskFloor {
  private why: string | undefined;
  private readonly timer: NodeJS.Timeout;
  private readonly paths: readonly string[];
  private readonly floorBytes: number;

  constructor(paths: readonly string[], floorBytes: number) {
    this.paths = paths;
    this.floorBytes = floorBytes;
    this.timer = setInterval(() => void this.look(), LOOK_MS).unref();
  }

  /** Which path has too little room, and how little; undefined while all have enough. */
  get unhealthyReason(): string | undefined {
    return this.why;
  }

  async look(): Promise<void> {
    this.why = await diskFullReason(this.paths, this.floorBytes);
  }

  close(): void {
    clearInterval(this.timer);
  }
}

/** Says in words which path has less room than the floor; a path that cannot be looked at is no finding. */
export async function diskFullReason(paths: readonly string[], floorBytes: number): Promise<string | undefined> {
  for (const path of paths) {
    const free = await freeBytes(path).catch(() => Infinity);
    if (free >= floorBytes) continue;
    return `disk: ${path} has ${Math.floor(free / MIB)} MiB free; new work needs ${Math.ceil(floorBytes / MIB)} MiB`;
  }
  return undefined;
}
