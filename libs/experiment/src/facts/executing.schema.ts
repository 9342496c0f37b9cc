import { readsOlder } from '@codecsmith/kernel';
import { z } from 'zod';
import { anchorMode } from '../anchor-mode.ts';
import { executedFromVersion1, executedFromVersion2 } from '../versions/index.ts';
import { anchorEncoder, artifact, cause, clip, digest, lane, limits, quality, text } from './shared.schema.ts';
import { candidate } from './sanitizing.schema.ts';

const attempt = z.int().positive();

export const token = z.string().regex(/^[0-9a-f]{32}$/, 'the lease token: 32 hex characters');

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
});

/** Interpreter, libraries, CPU, GPU, jail tier: whatever may explain a difference between two machines. */
export const environment = z.record(z.string().max(100), z.union([text(2000), z.number(), z.boolean(), z.null()]));

export const executionStarted = z.object({ attempt, executor: z.string().max(200), lane, environment });

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

const jail = z.object({
  tier: z.string().max(50),
  unsafe: z.boolean(),
  /** Whether the candidate read files of its guest alone, the host's, or none; absent in facts of 0.1.0. */
  files: z.enum(['private', 'shared', 'none']).optional(),
});

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
  jail,
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
