import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { replaceFile } from '../files/durable-file.ts';

const bytes = z.int().nonnegative();

const usageSampleSchema = z.object({
  at: z.iso.datetime(),
  freeBytes: bytes,
  /** End of the log at that time: growth can be told per fact, too. */
  head: z.int().nonnegative(),
  /** What each part takes on the disk. */
  parts: z.record(z.string(), bytes),
});
export type UsageSample = z.output<typeof usageSampleSchema>;

const usageFileSchema = z.object({ samples: z.array(usageSampleSchema) });

/** `LAB_HOME/usage.json`: what the parts of a lab took, oldest first. The janitor writes it, the api reads it. */
export async function readUsage(path: string): Promise<UsageSample[]> {
  try {
    return usageFileSchema.parse(JSON.parse(await readFile(path, 'utf8'))).samples;
  } catch {
    return []; // none yet, or of another version: it is only a measurement
  }
}

export async function writeUsage(path: string, samples: readonly UsageSample[]): Promise<void> {
  await replaceFile(path, `${JSON.stringify({ samples })}\n`, 0o600);
}

export interface PartUsage {
  readonly name: string;
  readonly bytes: number;
  /** Growth since the sample of a day ago, or the oldest; null until there are two samples. */
  readonly bytesPerHour: number | null;
}

const DAY_MS = 24 * 3_600_000;
const HOUR_MS = 3_600_000;

/** What each part takes and how fast it grows, the largest first. */
export function usageOf(samples: readonly UsageSample[]): PartUsage[] {
  const last = samples.at(-1);
  if (last === undefined) return [];
  const lastMs = Date.parse(last.at);
  const first = samples.find(({ at }) => lastMs - Date.parse(at) <= DAY_MS) ?? last;
  const hours = (lastMs - Date.parse(first.at)) / HOUR_MS;
  return Object.entries(last.parts)
    .map(([name, now]) => {
      const before = first.parts[name] ?? 0;
      return { name, bytes: now, bytesPerHour: hours > 0 ? Math.round((now - before) / hours) : null };
    })
    .sort((a, b) => b.bytes - a.bytes);
}
