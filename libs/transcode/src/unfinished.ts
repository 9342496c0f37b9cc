import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FrameErrors } from '@codecsmith/quality';
import { z } from 'zod';

/** A segment that is done. */
export interface DoneSegment {
  /** The stored bitstream. */
  readonly bitstream: Uint8Array;
  /** Of its frames, against the source. */
  readonly errors: readonly FrameErrors[];
  readonly encodeMs: number;
  readonly decodeMs: number;
}

const plane = z.tuple([z.number(), z.number(), z.number()]);
const doneSchema = z.object({
  bitstream: z.base64(),
  errors: z.array(z.object({ squared: plane, referenceLow: plane, referenceHigh: plane })),
  encodeMs: z.number(),
  decodeMs: z.number(),
});

const JOB_FILE = 'job.json';

/** The folder of an encode that has not ended: what it is, and the segments that are done. */
export class Unfinished {
  private constructor(
    readonly folder: string,
    /** It was here already, with the same job. */
    readonly resumed: boolean,
  ) {}

  /** Opens the folder for a job, or begins anew where it holds another job. */
  static async open(folder: string, job: object): Promise<Unfinished> {
    const text = JSON.stringify(job);
    const before = await readFile(join(folder, JOB_FILE), 'utf8').catch(() => undefined);
    if (before === text) return new Unfinished(folder, true);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, JOB_FILE), text);
    return new Unfinished(folder, false);
  }

  /** A segment that was done before; one that cannot be read was not. */
  async read(index: number): Promise<DoneSegment | undefined> {
    const text = await readFile(this.pathOf(index), 'utf8').catch(() => undefined);
    if (text === undefined) return undefined;
    const { data } = doneSchema.safeParse(parsed(text));
    return data && { ...data, bitstream: Buffer.from(data.bitstream, 'base64') };
  }

  async write(index: number, segment: DoneSegment): Promise<void> {
    const path = this.pathOf(index);
    const bitstream = Buffer.from(segment.bitstream).toString('base64');
    await writeFile(`${path}.draft`, JSON.stringify({ ...segment, bitstream }), { flush: true });
    await rename(`${path}.draft`, path);
  }

  /** Removes the folder: the encode has ended. */
  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  private pathOf(index: number): string {
    return join(this.folder, `segment-${index}.json`);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
