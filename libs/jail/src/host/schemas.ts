import { cutText } from '@codecsmith/kernel';
import { z } from 'zod';

/** Answers of the supervisor. They come from our own process, yet cross a boundary: parsed, not cast. */

export const probedSchema = z.object({
  commands: z.record(z.string(), z.string().nullable()),
  no_sandbox: z.string().nullable(),
  private_root: z.enum(['image', 'copy']).nullable(),
  no_private_root: z.string().nullable(),
  cgroup: z.union([z.literal(1), z.literal(2)]).nullable(),
  no_cgroup: z.string().nullable(),
  own_uid: z.boolean(),
  no_uid: z.string().nullable(),
  landlock: z.number().int().nonnegative(),
});

export const readySchema = z.object({
  start_ms: z.number(),
  guest: z.object({ interpreter: z.string(), libraries: z.record(z.string(), z.string()) }),
});

const MOST_OF_A_MESSAGE = 2000;

/** Said by the guest while hostile code may speak for it: anything unfit is dropped, never believed. */
const failureSchema = z
  .object({
    kind: z.enum(['exception', 'memory', 'gpu_memory', 'invalid']).catch('exception'),
    message: z
      .string()
      .transform((message) => cutText(message, MOST_OF_A_MESSAGE))
      .catch('failed in a way that it described wrongly'),
    line: z.number().int().positive().nullable().catch(null),
    frame: z.number().int().nonnegative().nullable().catch(null),
  })
  .nullable();

export const finishedSchema = z.object({
  ended: z.enum(['exit', 'deadline', 'cancelled', 'log', 'memory', 'cpu', 'protocol', 'starved']),
  exit_code: z.number().int().nullable(),
  signal: z.number().int().nullable(),
  prepare_ms: z.number().nonnegative(),
  wall_ms: z.number().nonnegative(),
  waited_ms: z.number().nonnegative(),
  cpu_ms: z.number().nonnegative(),
  peak_bytes: z.number().nonnegative(),
  oom_kills: z.number().int().nonnegative(),
  frame_ms: z.array(z.number()),
  failure: failureSchema,
  done: z.object({ bytes: z.number().int().nonnegative(), packets: z.number().int().nonnegative() }).nullable(),
  protocol_error: z.string().nullable(),
  output_bytes: z.number().int().nonnegative().nullable(),
  log: z.string(),
  log_bytes: z.number().int().nonnegative(),
});

export type Finished = z.infer<typeof finishedSchema>;

export const closureSchema = z.object({
  interpreter: z.string(),
  version: z.tuple([z.number(), z.number(), z.number()]),
  folders: z.array(z.string()),
  hidden: z.array(z.string()),
  entries: z.array(z.string()),
  path: z.array(z.string()),
  files: z.array(z.object({ target: z.string(), source: z.string() })),
  missing: z.record(z.string(), z.string()),
});
