import { createHash } from 'node:crypto';
import { drawTemplate } from '@codecsmith/breeder';
import { createSanitizer } from '@codecsmith/sanitizer';
import { loadEngines } from '@codecsmith/sanitizer/wasm';
import type { Job, Reading, TimedReading } from './reading.ts';

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
  job.begun.postMessage('begun');
  const start = performance.now();
  return { reading: read(job), tookMs: performance.now() - start };
}
