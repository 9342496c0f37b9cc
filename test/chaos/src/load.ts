import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { baseCodec, panningClip, type Lab } from '@codecsmith/test-journeys';
import type { Door } from './doors.ts';

/** Name of a clip that costs next to nothing. */
export const SMALL_CLIP = 'pan';

export async function addSmallClip(lab: Lab, folder: string): Promise<void> {
  const file = join(folder, `${SMALL_CLIP}.y4m`);
  await writeFile(file, panningClip(32, 32, 3));
  await lab.json(0, 'clip', 'add', file);
}

/** Sends one small experiment after the other through a door until it is ended. */
export class Load {
  private readonly ids: string[] = [];
  private running = true;
  private readonly done: Promise<void>;

  constructor(
    private readonly door: Door,
    private readonly name: string,
    private readonly pauseMs: number,
  ) {
    this.done = this.run();
  }

  /** How many were accepted by now. */
  get accepted(): number {
    return this.ids.length;
  }

  /** Stops, and resolves with the ids of all that were accepted. */
  async end(): Promise<readonly string[]> {
    this.running = false;
    await this.done;
    return this.ids;
  }

  private async run(): Promise<void> {
    const code = await baseCodec();
    for (let index = 0; this.running; index += 1) {
      const id = `${this.name}-${index}`;
      this.ids.push(await this.door({ id, code: `${code}# ${id}\n`, clip: SMALL_CLIP, quality: 50 }));
      await sleep(this.pauseMs);
    }
  }
}
