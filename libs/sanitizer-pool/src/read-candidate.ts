import { createHash } from 'node:crypto';
import { threadId } from 'node:worker_threads';
import { drawTemplate } from '@codecsmith/breeder';
import { createSanitizer } from '@codecsmith/sanitizer';
import { loadEngines } from '@codecsmith/sanitizer/wasm';
import { cpuMs, type Begun, type Job, type Reading, type TimedReading } from './reading.ts';

/** Runs inside a worker thread; `sanitizer-pool.ts` is its other end. */
const sanitizer = await createSanitizer(loadEngines());
// The first readings compile the engines and the rules; no candidate should pay for that out of its time.
for (const seed of ['warm', 'warmer', 'warmest']) sanitizer.sanitize(drawTemplate(seed).code, { language: 'python' });

function read({ source, options }: Job): Reading {
  const result = sanitizer.sanitize(source, options);
  const normalized = result.cleared ? result.normalizedDigestInput : '';
  const tree = createHash('sha256').update(normalized).digest('hex');
  return { result: result.cleared ? { ...result, normalizedDigestInput: '' } : result, tree };
}

/** Reads one candidate. */
export default function readCandidate(job: Job): TimedReading {
  const usedMs = cpuMs(process.threadCpuUsage());
  job.begun.postMessage({ threadId, usedMs } satisfies Begun);
  return { reading: read(job), tookMs: cpuMs(process.threadCpuUsage()) - usedMs };
}
