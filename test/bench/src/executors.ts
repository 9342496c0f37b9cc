import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { LedgerClient, openBus } from '@codecsmith/bus';
import { EXECUTOR_BEAT_MS, type ExecutorBeat } from '@codecsmith/kernel';
import { labLayout, readConfig, readLabFile, VERSION } from '@codecsmith/platform';
import { timesOf } from './times.ts';

const [executors = 1_000, seconds = 60] = process.argv.slice(2).map(Number);

/** A simulated executor beats as a real one does, and runs nothing. */
const beatOf = (index: number): ExecutorBeat => ({
  instance: `bench-${index}-${randomUUID()}`,
  ...{ name: `bench-${index}`, host: 'bench', version: VERSION, startedAt: new Date().toISOString() },
  ...{ lanes: ['cpu'], slots: 4, tier: 'A', gpu: null, state: 'works', done: 0, failed: 0 },
  doing: Array.from({ length: 4 }, () => ({ experiment: randomUUID(), attempt: 1, since: new Date().toISOString() })),
});

const lab = await readLabFile(labLayout(readConfig(['LAB_HOME']).LAB_HOME).labFile);
if (lab === undefined) throw new Error('no lab runs here; start one with: ./codecsmith up');
const ledger = lab.processes['ledger']?.pid ?? 0;
const connection = await openBus('bench');
const ledgerClient = new LedgerClient(connection, 'service:executor');
const [took, silences]: [number[], number[]] = [[], []];
const untilMs = Date.now() + seconds * 1_000;
const before = await cpuSeconds(ledger);
await Promise.all(Array.from({ length: executors }, (_, index) => live(beatOf(index))));
const cpu = (await cpuSeconds(ledger)) - before;
await connection.close();

console.log(`${executors} executors beat for ${seconds} s: ${took.length} answers, ${silences.length} without one`);
console.table({ 'ms until the answer': timesOf(took) });
console.log(`ledger: ${((100 * cpu) / seconds).toFixed(0)} % of a core, ${await residentMiB(ledger)} MiB`);

async function live(beat: ExecutorBeat): Promise<void> {
  await sleep(Math.random() * EXECUTOR_BEAT_MS);
  while (Date.now() < untilMs) {
    const from = performance.now();
    const verdict = await ledgerClient.presence(beat, { timeoutMs: EXECUTOR_BEAT_MS });
    const tookMs = performance.now() - from;
    (verdict === undefined ? silences : took).push(tookMs);
    await sleep(Math.max(0, EXECUTOR_BEAT_MS - tookMs));
  }
}

/** Of the whole life of a process; the kernel counts in hundredths. */
async function cpuSeconds(pid: number): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function residentMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024);
}
