import { z } from 'zod';
import type { ReadonlyDeep } from './read-only.ts';
import { LANES } from './lane.ts';

/** How often an executor says that it is there. */
export const EXECUTOR_BEAT_MS = 2_000;
/** After this long without a word an executor counts as silent. */
export const EXECUTOR_SILENT_MS = 10_000;

const work = z.object({ experiment: z.string(), attempt: z.int().positive(), since: z.iso.datetime() });

/** What an executor says of itself, every {@link EXECUTOR_BEAT_MS}. */
export const executorBeatSchema = z.object({
  /** This very process: a restarted executor is another one. */
  instance: z.string().min(1).max(200),
  /** As its operator named it; by default its host. */
  name: z.string().min(1).max(100),
  host: z.string().max(255),
  version: z.string().max(50),
  startedAt: z.iso.datetime(),
  lanes: z.array(z.enum(LANES)),
  /** Jails at a time, in each lane. */
  slots: z.int().positive(),
  /** How strongly its jail holds candidates. */
  tier: z.string().max(20),
  /** Null where it has none. */
  gpu: z.string().max(200).nullable(),
  /** `works`, `drains`, `leaves`, or why it takes no work. */
  state: z.string().max(1_000),
  doing: z.array(work),
  /** Attempts since it started: recorded with a result, and recorded as failed or handed back. */
  done: z.int().nonnegative(),
  failed: z.int().nonnegative(),
});
export type ExecutorBeat = ReadonlyDeep<z.output<typeof executorBeatSchema>>;

/** What an operator may want of an executor. `leave`: it finishes what runs, then ends. */
export const EXECUTOR_ORDERS = ['work', 'drain', 'leave'] as const;
export type ExecutorOrder = (typeof EXECUTOR_ORDERS)[number];

/** The lab's answer to a beat: what to do, and why where that is not to work. */
export const executorVerdictSchema = z.object({
  order: z.enum([...EXECUTOR_ORDERS, 'misfit']),
  reason: z.string().nullable(),
});
export type ExecutorVerdict = ReadonlyDeep<z.output<typeof executorVerdictSchema>>;

/** An order for every executor of a name. */
export const executorOrderSchema = z.object({ name: z.string().min(1).max(200), order: z.enum(EXECUTOR_ORDERS) });
export type OrderedExecutor = ReadonlyDeep<z.output<typeof executorOrderSchema>>;

/** An executor as the lab knows it. */
export const knownExecutorSchema = executorBeatSchema.extend({
  lastBeatAt: z.iso.datetime(),
  /** It has said nothing for {@link EXECUTOR_SILENT_MS}. */
  silent: z.boolean(),
  verdict: executorVerdictSchema,
});
export type KnownExecutor = ReadonlyDeep<z.output<typeof knownExecutorSchema>>;

export const knownExecutorsSchema = z.object({ executors: z.array(knownExecutorSchema) });
