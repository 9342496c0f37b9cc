import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { basename } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { metrics, openSpan, seconds } from '@codecsmith/observability';
import { MediaOutputTooLarge, MediaToolFailed, MediaToolMissing, MediaToolTimedOut } from './run-errors.ts';

export interface ToolRun {
  readonly tool: string;
  /** What errors call it, where the tool only starts another one. */
  readonly name?: string | undefined;
  readonly args: readonly string[];
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Bytes for the tool's stdin; without it stdin is empty. */
  readonly stdin?: AsyncIterable<Uint8Array> | undefined;
  /** Added to the constant environment. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Folder to run in. */
  readonly cwd?: string | undefined;
  /** Gets stderr as it comes. */
  readonly onStderr?: ((text: string) => void) | undefined;
}

type Child = ChildProcessByStdio<Writable | null, Readable, Readable>;

/** All that a tool sees of the environment: where programs lie, and plain English. Never the lab's secrets. */
const ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin', LC_ALL: 'C', SVT_LOG: '1' };
const STDERR_TAIL_CHARACTERS = 2000;

/**
 * Runs a tool and yields its stdout as it comes. The sequence ends normally only when the tool ended with code 0 and
 * took all of its stdin; leaving it early kills the tool.
 *
 * @throws MediaToolMissing, MediaToolTimedOut, MediaToolFailed, or the signal's reason.
 */
export async function* streamTool(run: ToolRun): AsyncGenerator<Buffer> {
  run.signal?.throwIfAborted();
  const measured = measure(run);
  const child = spawn(run.tool, run.args, {
    env: { ...ENVIRONMENT, ...run.env },
    cwd: run.cwd,
    stdio: [run.stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  }) as Child;
  const ended = endOf(child, run);
  const fed = feed(child, run.stdin);
  try {
    yield* child.stdout as AsyncIterable<Buffer>;
    const failure = (await ended) ?? (await fed);
    if (failure !== undefined) throw failure;
    measured('ok');
  } catch (error) {
    child.kill('SIGKILL');
    const reason = (await ended) ?? asError(error);
    measured('failed', reason);
    throw reason;
  } finally {
    child.kill('SIGKILL');
    measured('left');
  }
}

/** Runs a tool to its end and returns what it wrote to stdout, within a bound. */
export async function runTool(run: ToolRun & { readonly maxBytes?: number }): Promise<Buffer> {
  const maxBytes = run.maxBytes ?? 64 * 1024 * 1024;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of streamTool(run)) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new MediaOutputTooLarge(run.tool, maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Times a run; only the first outcome counts, so that one left early, which ends without an error, is known too. */
function measure({ tool, name = tool }: ToolRun): (outcome: string, failure?: unknown) => void {
  const startedMs = Date.now();
  const program = basename(name);
  const span = openSpan(program, {});
  let isOver = false;
  return (outcome, failure) => {
    if (isOver) return;
    isOver = true;
    metrics.mediaTools.observe({ tool: program, outcome }, seconds(startedMs));
    span?.end({ 'codecsmith.outcome': outcome }, failure);
  };
}

/** Settles when the tool is gone: with the reason of its failure, or with nothing when it did well. */
function endOf(child: Child, run: ToolRun): Promise<Error | undefined> {
  const { timeoutMs, signal, tool, name = tool } = run;
  let tail = '';
  let stopped: Error | undefined;
  const stop = (reason: Error): void => {
    stopped ??= reason;
    child.kill('SIGKILL');
  };
  const onAbort = (): void => stop(asError(signal?.reason));
  const timer = setTimeout(() => stop(new MediaToolTimedOut(name, timeoutMs, tail.trim())), timeoutMs);
  signal?.addEventListener('abort', onAbort, { once: true });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    run.onStderr?.(text);
    tail = (tail + text).slice(-STDERR_TAIL_CHARACTERS);
  });
  return new Promise<Error | undefined>((resolve) => {
    child.once('error', (error) => resolve(new MediaToolMissing(tool, error.message)));
    child.once('close', (code, exitSignal) => {
      resolve(stopped ?? (code === 0 ? undefined : new MediaToolFailed(name, code, exitSignal, tail.trim())));
    });
  }).finally(() => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  });
}

/** Pipes the source in; settles with the reason when it could not, and leaves the tool's own failure to `endOf`. */
async function feed(child: Child, source: ToolRun['stdin']): Promise<Error | undefined> {
  if (source === undefined || child.stdin === null) return undefined;
  return pipeline(source, child.stdin).then(() => undefined, asError);
}

const asError = (reason: unknown): Error => (reason instanceof Error ? reason : new Error(String(reason)));
