import { createHash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { createSanitizer } from '@codecsmith/sanitizer';
import { drawTemplate } from '@codecsmith/breeder';
import { loadPythonWasm } from '@codecsmith/sanitizer/wasm';
import type { Question, Reading, Reply } from './messages.ts';

/** Runs inside the worker thread; `sanitizer-thread.ts` is its other end. */
const port = parentPort;
if (!port) throw new Error('this file runs in a worker thread');

const sanitizer = await createSanitizer(loadPythonWasm());
// The first readings compile the engines and the rules; no candidate should pay for that out of its time.
for (const seed of ['warm', 'warmer', 'warmest']) sanitizer.sanitize(drawTemplate(seed).code, { language: 'python' });

function read({ source, options }: Question): Reading {
  const result = sanitizer.sanitize(source, options);
  const normalized = result.cleared ? result.normalizedDigestInput : '';
  const tree = createHash('sha256').update(normalized).digest('hex');
  return { result: result.cleared ? { ...result, normalizedDigestInput: '' } : result, tree };
}

function answer(question: Question): Reply {
  try {
    return { kind: 'read', id: question.id, reading: read(question) };
  } catch (error) {
    return { kind: 'failed', id: question.id, reason: error instanceof Error ? error.message : String(error) };
  }
}

port.on('message', (question: Question) => port.postMessage(answer(question)));
port.postMessage({ kind: 'ready' } satisfies Reply);
