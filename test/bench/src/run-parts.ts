import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { partDocument, type BenchDocument, type PartDocument } from './harness/document.ts';
import type { Part } from './harness/figure.ts';
import { machineLine } from './harness/machine.ts';

const manifest = z.object({ version: z.string() });

/** Runs the parts one after the other, each in an empty folder of its own. */
export async function runParts(parts: readonly Part[], rounds: number): Promise<BenchDocument> {
  const machine = machineLine();
  const { version } = manifest.parse(
    JSON.parse(await readFile(new URL('../../../package.json', import.meta.url), 'utf8')),
  );
  const root = await mkdtemp(join(tmpdir(), 'codecsmith-bench-'));
  // Servers and guests run as users of their own, who must pass through it.
  await chmod(root, 0o755);
  const documents: PartDocument[] = [];
  try {
    for (const part of parts) {
      const folder = join(root, part.name);
      await mkdir(folder, { recursive: true });
      const say = (line: string): void => void process.stderr.write(`${part.name}: ${line}\n`);
      say(part.about);
      documents.push(partDocument(part.name, await part.run({ rounds, folder, say })));
    }
  } finally {
    await rm(root, { recursive: true, force: true });
  }
  return { machine, takenAt: new Date().toISOString(), version, rounds, parts: documents };
}
