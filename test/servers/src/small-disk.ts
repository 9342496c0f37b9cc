import { execFile } from 'node:child_process';
import { open, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Whether this user may mount a file system of its own. */
export const mayMount = process.getuid?.() === 0;

/** A file system in memory of a fixed size, mounted on a folder: a disk that can be filled and emptied. */
export class SmallDisk {
  private constructor(private readonly folder: string) {}

  static async mount(folder: string, sizeBytes: number): Promise<SmallDisk> {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${sizeBytes},mode=0755`, 'tmpfs', folder]);
    return new SmallDisk(folder);
  }

  /** Leaves no byte free. */
  async fill(): Promise<void> {
    const file = await open(this.ballast, 'a');
    try {
      for (const block of [Buffer.alloc(1 << 20), Buffer.alloc(4096), Buffer.alloc(1)]) await writeAll(file, block);
    } finally {
      await file.close();
    }
  }

  async free(): Promise<void> {
    await rm(this.ballast, { force: true });
  }

  async freeBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(this.folder);
    return bavail * bsize;
  }

  async unmount(): Promise<void> {
    await run('umount', ['--lazy', this.folder]);
  }

  private get ballast(): string {
    return join(this.folder, 'ballast');
  }
}

async function writeAll(file: { write(block: Buffer): Promise<unknown> }, block: Buffer): Promise<void> {
  for (;;) {
    try {
      await file.write(block);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return;
      throw error;
    }
  }
}
