import { lstat, readdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';

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
    const states = await Promise.all(this.paths.map((path) => diskFullReason(path, this.floorBytes)));
    this.why = states.find((state) => state !== undefined);
  }

  close(): void {
    clearInterval(this.timer);
  }
}

/** Says in words that a path has less room than the floor; a path that cannot be looked at is no finding. */
export async function diskFullReason(path: string, floorBytes: number): Promise<string | undefined> {
  const free = await freeBytes(path).catch(() => Infinity);
  if (free >= floorBytes) return undefined;
  return `disk: ${path} has ${Math.floor(free / MIB)} MiB free; new work needs ${Math.ceil(floorBytes / MIB)} MiB`;
}
