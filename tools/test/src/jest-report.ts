import { readFile } from 'node:fs/promises';
import { z } from 'zod';

/** The part of Jest's `--json` output that the count needs. */
const jestReport = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      /** Milliseconds since 1970. */
      startTime: z.number(),
      endTime: z.number(),
      message: z.string().default(''),
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()).default([]) }),
      ),
    }),
  ),
});
export type JestReport = z.infer<typeof jestReport>;

/**
 * Reads one report; undefined when there is none, which means that the run died before it could write one.
 *
 * @throws SyntaxError or ZodError when there is a file and it is not a report
 */
export async function readJestReport(path: string): Promise<JestReport | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? undefined : jestReport.parse(JSON.parse(text));
}
