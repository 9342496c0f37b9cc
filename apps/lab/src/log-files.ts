import { constants } from 'node:fs';
import { copyFile, open, readdir, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { readConfig, type LabLayout, type Logger, type Variables } from '@codecsmith/platform';

const LOOK_MS = 10_000;

/** Starts a log anew beyond a size, and keeps the one before beside it as `.1`. No log is worth a failure. */
export async function limitLog(path: string, limitBytes: number): Promise<boolean> {
  if ((await sizeOf(path)) <= limitBytes) return false;
  try {
    await copyFile(path, `${path}.1`, constants.COPYFILE_FICLONE);
    await appendTail(path, `${path}.1`);
  } finally {
    // Its writer appends, and so goes on at the start. On a full disk the old lines are given up for the new ones.
    await truncate(path, 0);
  }
  return true;
}

/** Adds what was written while the file was copied. */
async function appendTail(from: string, to: string): Promise<void> {
  const [source, target] = [await open(from), await open(to, 'r+')];
  try {
    const copied = (await target.stat()).size;
    const tail = Buffer.alloc(Math.max(0, (await source.stat()).size - copied));
    const { bytesRead } = await source.read(tail, 0, tail.length, copied);
    await target.write(tail, 0, bytesRead, copied);
  } finally {
    await source.close();
    await target.close();
  }
}

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    (info) => info.size,
    () => 0,
  );

/** Looks at the size of every log of a lab while it runs. */
export class LogRotation {
  readonly limitBytes: number;
  private readonly timer: NodeJS.Timeout;
  private readonly layout: LabLayout;
  private readonly logger: Logger;

  constructor(layout: LabLayout, variables: Variables, logger: Logger) {
    this.layout = layout;
    this.logger = logger;
    this.limitBytes = readConfig(['LAB_LOG_BYTES'], variables).LAB_LOG_BYTES;
    this.timer = setInterval(() => void this.look(), LOOK_MS).unref();
  }

  async look(): Promise<void> {
    const { logs, postgres, nats } = this.layout;
    const names = await readdir(logs).catch(() => []);
    const own = names.filter((name) => name.endsWith('.log')).map((name) => join(logs, name));
    for (const path of [...own, join(postgres, 'server.log'), join(nats, 'server.log')]) {
      await limitLog(path, this.limitBytes).catch((err: unknown) => {
        this.logger.warn({ err, path }, 'a log could not be started anew');
      });
    }
  }

  close(): void {
    clearInterval(this.timer);
  }
}
