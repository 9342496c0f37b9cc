import { LabClient } from '@codecsmith/client';
import { startFilledLab } from './filled-lab.ts';
import { pageTimes } from './list-pages.ts';
import { listTimes } from './list-queries.ts';
import type { Times } from './times.ts';

const SIZES = [1_000, 100_000];
const QUERY_P99_MS = 50;
const PAGE_MS = 1_000;

/** Prints the times and returns the names of those that are over their limit. */
function judged(title: string, times: Record<string, Times>, over: (time: Times) => boolean): string[] {
  console.log(title);
  console.table(times);
  return Object.keys(times).filter((name) => over(times[name] as Times));
}

const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : SIZES;
const slow: string[] = [];
for (const size of sizes) {
  const lab = await startFilledLab(size);
  try {
    const client = new LabClient({ baseUrl: lab.url, token: lab.token });
    const queries = judged(
      `${size} experiments, ms a list query of 50`,
      await listTimes(client),
      ({ p99 }) => p99 > QUERY_P99_MS,
    );
    const pages = judged(
      `${size} experiments, ms in a browser`,
      await pageTimes(lab.url, lab.token),
      ({ max }) => max > PAGE_MS,
    );
    slow.push(...[...queries, ...pages].map((name) => `${name} at ${size}`));
  } finally {
    await lab.stop();
  }
}
console.log(slow.length === 0 ? 'all within their limits' : `over the limit: ${slow.join(', ')}`);
process.exitCode = slow.length === 0 ? 0 : 1;
