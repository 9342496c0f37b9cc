import { parentPort, workerData } from 'node:worker_threads';
import { createSanitizer } from '@codecsmith/sanitizer';
import { loadPythonWasm } from '@codecsmith/sanitizer/wasm';
import type { CodeCheck } from './check-code.ts';

/** Runs inside a worker thread; `check-code.ts` is its other end. */
const { code, language, track } = workerData as CodeCheck;
const sanitizer = await createSanitizer(loadPythonWasm());
const result = sanitizer.sanitize(code, { language, track });
const lines = result.cleared ? [] : result.violations.map((one) => `line ${one.line}: ${one.message} ${one.advice}`);
parentPort?.postMessage(lines.join('\n'));
