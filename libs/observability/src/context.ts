import { AsyncLocalStorage } from 'node:async_hooks';

/** What a piece of work is about: on its log lines, and on spans below it. */
export interface WorkContext {
  /** Id of the experiment. */
  readonly experiment?: string;
  readonly attempt?: number;
  /** Id of the trace, 32 hex digits. */
  readonly trace?: string;
  /** Of the span that runs: what is sent on continues it. */
  readonly traceparent?: string;
}

const storage = new AsyncLocalStorage<WorkContext>();

/** The context of the work that runs now; empty outside of any. */
export const workContext = (): WorkContext => storage.getStore() ?? {};

/** Runs work with a context on top of the present one. */
export function inContext<T>(context: WorkContext, work: () => T): T {
  return storage.run({ ...workContext(), ...context }, work);
}

/** Fields of a log line: experiment, attempt and trace, as far as they are known. */
export function logFields(): Omit<WorkContext, 'traceparent'> {
  const { traceparent: _, ...fields } = workContext();
  return fields;
}

const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The trace that a `traceparent` (W3C Trace Context) belongs to; undefined when it is none. */
export const traceOf = (traceparent: string | undefined): string | undefined =>
  traceparent === undefined ? undefined : TRACEPARENT.exec(traceparent)?.[1];
