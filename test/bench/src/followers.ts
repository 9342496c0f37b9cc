import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { LabClient } from '@codecsmith/client';
import { startFilledLab } from './filled-lab.ts';
import { clocked, timesOf } from './times.ts';

const READERS = fileURLToPath(new URL('follow.js', import.meta.url));
const READY_P99_MS = 200;
const LOOK_EVERY_MS = 20;

const [experiments = 12_500, followers = 200] = process.argv.slice(2).map(Number);
const lab = await startFilledLab(experiments);
try {
  const { head } = await new LabClient({ baseUrl: lab.url, token: lab.token }).status();
  const readers = fork(READERS, [lab.url, lab.token, String(followers), String(head)]);
  const ended = once(readers, 'exit');
  let done = false;
  void ended.then(() => (done = true));
  const [ready, memory]: [number[], number[]] = [[], [await residentMiB(lab.pid)]];
  const from = performance.now();
  while (!done) {
    await clocked(() => fetch(`${lab.url}/health/ready`).then((response) => response.text()), ready);
    memory.push(await residentMiB(lab.pid));
    await sleep(LOOK_EVERY_MS);
  }
  const seconds = (performance.now() - from) / 1_000;
  const [code] = (await ended) as [number];
  const times = timesOf(ready);
  console.log(`${followers} followers replayed ${head} facts each in ${seconds.toFixed(1)} s`);
  console.table({ 'ms of GET /health/ready': times, 'MiB of the api': memoryOf(memory) });
  process.exitCode = code === 0 && times.p99 <= READY_P99_MS ? 0 : 1;
} finally {
  await lab.stop();
}

/** At the start, in the middle of all looks, and at most. */
function memoryOf(sample: readonly number[]): { start: number; p50: number; max: number } {
  const { p50, max } = timesOf(sample);
  return { start: Math.round(sample[0] ?? 0), p50, max };
}

async function residentMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024;
}
