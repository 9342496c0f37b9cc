import { clip, outcome, phase } from '@codecsmith/experiment';
import { z } from 'zod';
import { time } from './time.schema.ts';

export const clipSchema = clip;
export type KnownClip = z.infer<typeof clipSchema>;

const queue = z.object({
  phase,
  lane: z.string(),
  count: z.int(),
  /** When the longest waiting one entered the phase. */
  oldestSince: time,
});
export type QueueStatus = z.infer<typeof queue>;

const stuck = z.object({ id: z.string(), phase, phaseSince: time, executor: z.string().nullable() });
export type StuckExperiment = z.infer<typeof stuck>;

const reactorQueue = z.object({
  name: z.string(),
  /** Messages that nobody has taken. */
  waiting: z.int(),
  /** Taken and not yet acknowledged. */
  inFlight: z.int(),
  /** Delivered more than once and still not acknowledged. */
  repeated: z.int(),
  /** When the oldest message was published that waits or is in flight; null when there is none. */
  oldestSince: time.nullable(),
  /** Whether the bus has no such queue: its service gets no work until the ledger makes it again. */
  missing: z.boolean(),
});
/** How far a reactor is behind. */
export type ReactorQueue = z.infer<typeof reactorQueue>;

const part = z.object({
  name: z.string(),
  pid: z.int(),
  /** `ready`, or why it is not: what an executor waits for, why a process does not start. */
  state: z.string(),
  /** How often it ended unasked since the lab came up, and since it was last ready; how the last time. */
  ended: z.int(),
  endedUnready: z.int(),
  lastExit: z.string().nullable(),
});

const usage = z.object({
  at: time,
  /** Beside the home of the lab, now. */
  freeBytes: z.number(),
  /** Below so much free space new work is refused. */
  floorBytes: z.number(),
  /** What each part takes, the largest first, and how fast it grew in the last day. */
  parts: z.array(z.object({ name: z.string(), bytes: z.number(), bytesPerHour: z.number().nullable() })),
});

/** How the lab is doing. */
export const labStatusSchema = z.object({
  /** Last position of the log, and the last that the bus has confirmed. */
  head: z.int(),
  relayed: z.int(),
  /** Experiments under way, by phase and lane. */
  queues: z.array(queue),
  /** Experiments that ended, by outcome. */
  outcomes: z.partialRecord(outcome, z.int()),
  reactors: z.array(reactorQueue),
  /** Messages that could not be handled. */
  quarantined: z.int(),
  /** At most 100 experiments that have been in one phase for longer than its limit. */
  stuck: z.array(stuck),
  /** Processes of the lab; null where they are on other machines than the api. */
  parts: z.array(part).nullable(),
  /** Space on the disk; null until it was measured, and where the home of the lab is on another machine. */
  usage: usage.nullable(),
});
export type LabStatus = z.infer<typeof labStatusSchema>;

/** A message that could not be handled, as it came, and why. */
export const quarantinedMessageSchema = z.object({
  /** Names it; the oldest is the lowest. */
  place: z.int(),
  /** The service that gave it up. */
  origin: z.string(),
  subject: z.string(),
  deliveries: z.int(),
  reason: z.string(),
  quarantinedAt: z.string(),
  encoding: z.enum(['utf8', 'base64']),
  payload: z.string(),
});
export type QuarantinedMessage = z.infer<typeof quarantinedMessageSchema>;

/** Which message of the quarantine a request was about. */
export const quarantinePlaceSchema = quarantinedMessageSchema.pick({ place: true });

/** Which lab answers; null where its api was not given an identity. */
const lab = z.string().nullable();

export const livenessSchema = z.object({ status: z.literal('ok'), lab });

/** Whether the api can do its work, and what it lacks when it cannot. */
export const healthSchema = z.object({
  status: z.enum(['ok', 'unavailable']),
  lab,
  /** `ok`, or the reason, by part. */
  parts: z.record(z.string(), z.string()),
});
export type Health = z.infer<typeof healthSchema>;

export const artifactRefSchema = z.object({ digest: z.string(), sizeBytes: z.int() });
