import type { LabStatus } from '@codecsmith/client';
import { freeBytes, labLayout, partStates, readLabFile, readUsage, usageOf } from '@codecsmith/platform';

export interface MachineOptions {
  /** Folder of the lab, as its supervisor, its janitor and this api see it. */
  readonly home: string;
  readonly labId: string | undefined;
  readonly floorBytes: number;
}

/** What this machine knows of the lab; null where the lab's processes and files are elsewhere. */
export type MachineReport = Pick<LabStatus, 'parts' | 'usage'>;

/** Looks at the home of the lab: which processes there are, and what they take on the disk. */
export class LabMachine {
  constructor(private readonly options: MachineOptions | undefined) {}

  async report(): Promise<MachineReport> {
    if (this.options === undefined) return { parts: null, usage: null };
    return { parts: await this.#parts(this.options), usage: await this.#usage(this.options) };
  }

  async #parts({ home, labId }: MachineOptions): Promise<LabStatus['parts']> {
    const description = await readLabFile(labLayout(home).labFile);
    return description === undefined || description.labId !== labId ? null : partStates(description);
  }

  async #usage({ home, floorBytes }: MachineOptions): Promise<LabStatus['usage']> {
    const samples = await readUsage(labLayout(home).usageFile);
    const last = samples.at(-1);
    if (last === undefined) return null;
    return { at: last.at, freeBytes: await freeBytes(home), floorBytes, parts: usageOf(samples) };
  }
}
