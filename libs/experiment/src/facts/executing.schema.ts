import { readsOlder } from '@codecsmith/kernel';
import { z } from 'zod';
import { anchorMode } from '../anchor-mode.ts';
import { executedFromVersion1, executedFromVersion2 } from '../versions/index.ts';
import { anchorEncoder, artifact, cause, clip, digest, lane, limits, quality, text } from './shared.schema.ts';
import { candidate } from './sanitizing.schema.ts';

const attempt = z.int().positive();

export const token = z.string().regex(/^[0-9a-f]{32}$/, 'the lease token: 32 hex characters');

/** One side of a run as the harness clocked it: wall from GO to exit, CPU of the whole process tree, peak memory. */
const cost = z.object({
  wallMs: z.number().nonnegative(),
  cpuMs: z.number().nonnegative(),
  peakBytes: z.int().nonnegative().nullable(),
});

const run = z.object({
  clip: digest,
  quality,
  /** Everything that crossed from encoder to decoder; its size is the rate. */
  bitstream: artifact,
  /** Exactly what the decoder returned. */
  reconstruction: artifact,
  encode: cost,
  decode: cost,
});

const heldBy = z.object({
  tier: z.string().max(50),
  unsafe: z.boolean(),
  /** Whether the candidate read files of its guest alone, the host's, or none; absent in facts of 0.1.0. */
  files: z.enum(['private', 'shared', 'none']).optional(),
});

const jail = heldBy.extend({
  /**
   * Another executor decoded than the one that encoded: on another machine, or at least another executor. Absent where
   * one did both.
   */
  split: z.enum(['machines', 'executors']).optional(),
  /** Jail of the encoding half; the other fields speak of the decoding one, `unsafe` of both. Absent where one did both. */
  encoding: heldBy.optional(),
});

/** What the first executor of a split execution made, and everything that the second one gets of it. */
const encodedHalf = z.object({
  runs: z.array(run.pick({ clip: true, quality: true, bitstream: true, encode: true })).min(1),
  /** Two encodes agreed; null when it was not checked. */
  deterministic: z.boolean().nullable(),
  jail: heldBy,
  log: digest.nullable(),
  /** Who encoded, as the bus knows it. */
  by: z.string().max(200),
  /** Its machine: names the running kernel; null where that is not known. */
  machine: z.string().max(100).nullable(),
});
export type EncodedHalf = z.infer<typeof encodedHalf>;

/** The first half of a split execution: bitstreams that another executor is to decode. */
export const bitstreamsEncoded = encodedHalf.extend({
  attempt,
  /** Digest of the code that ran. */
  code: digest,
});
/** What an executor sends: the fact with the token of its lease. Who sent it is what the ledger knows. */
export const recordEncoded = bitstreamsEncoded.omit({ by: true, machine: true }).extend({ token });

/** The one fact that wakes an executor: all it needs is here. */
export const executionQueued = z.object({
  attempt,
  lane,
  code: digest,
  candidate,
  lineMap: digest.nullable(),
  clips: z.array(clip).min(1),
  qualities: z.array(quality).min(1),
  limits,
  seed: z.int().nonnegative(),
  /** Compared with, besides x264. */
  anchors: z.array(anchorEncoder).default([]),
  /** The half of a split execution that waits; absent where one executor does both. */
  half: z.enum(['encode', 'decode']).optional(),
  /** For the decoding half: what the other executor made. */
  encoded: encodedHalf.optional(),
});

/** Interpreter, libraries, CPU, GPU, jail tier: whatever may explain a difference between two machines. */
export const environment = z.record(z.string().max(100), z.union([text(2000), z.number(), z.boolean(), z.null()]));

export const executionStarted = z.object({ attempt, executor: z.string().max(200), lane, environment });

/** The anchor that a codec meets, and how that was found out. */
const codingMode = z.object({
  /** All-intra: every packet decodes alone. Low-delay: some need packets before them. Random access: the whole clip. */
  mode: anchorMode,
  /**
   * `packets`: packets of the runs themselves were decoded away from those before them. `interface`: the codec encodes
   * the clip in one call. `still_picture`: releases before 0.3 compared sizes of packets of a picture that stands still.
   */
  provedBy: z.enum(['packets', 'interface', 'still_picture', 'nothing']),
  /** Packets that were decoded so. */
  packets: z.int().nonnegative(),
  /** What the first packet did that needs others; null where each decoded alone. */
  finding: text(1000).nullable(),
});
export type CodingMode = z.infer<typeof codingMode>;

/** The newest version. */
export const executed = z.object({
  attempt,
  /** Digest of the code that ran. */
  code: digest,
  runs: z.array(run).min(1),
  /** Two encodes and two decodes agreed; null when it was not checked. */
  deterministic: z.boolean().nullable(),
  codingMode,
  jail,
  log: digest.nullable(),
});

/** Version 1 called inter prediction `looksBack`, version 2 `usesInterPrediction`. */
const OLDER = [executedFromVersion1, executedFromVersion2];
export const candidateExecuted = readsOlder(executed, OLDER);
/** What an executor sends: the fact with the token of its lease. */
export const recordExecuted = readsOlder(executed.extend({ token }), OLDER);

/** Shared by all failures that the candidate itself caused. */
export const executionFailure = z.object({
  attempt,
  code: digest,
  cause,
  jail: heldBy,
  limit: z.object({ name: z.string().max(50), value: z.number() }).nullable(),
  log: digest.nullable(),
  lastLines: text(8000),
});

export const executorLost = z.object({
  attempt,
  executor: z.string().max(200),
  lastBeatAt: z.iso.datetime().nullable(),
  reason: text(1000),
});
export const lateResultIgnored = z.object({ attempt, reason: text(1000) });
