import { z } from 'zod';
import { artifact, cause, clip, digest, language, lane, limits, quality, slug, text, track } from './shared.schema.ts';

/** Where the candidate comes from. */
export const source = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('submitted'),
    code: artifact,
    fileName: text(255),
    language: language.nullable(),
  }),
  z.object({
    kind: z.literal('generated'),
    provider: z.enum(['template', 'openai', 'replay']),
    /** Names the draw: the same provider and seed give the same candidate. */
    seed: text(200),
  }),
]);

export const experimentRequested = z.object({
  source,
  clips: z.array(clip).min(1),
  qualities: z.array(quality).min(1),
  track: track.nullable(),
  limits,
  lane,
  campaign: slug.nullable(),
  parents: z.array(slug),
  operator: z.string().max(50).nullable(),
});

export const candidateDrafted = z.object({
  code: artifact,
  fileName: text(255),
  language: language.nullable(),
  provider: z.string().max(50),
  model: text(200).nullable(),
  prompt: digest.nullable(),
  reply: digest.nullable(),
  tokens: z.object({ input: z.int().nonnegative(), output: z.int().nonnegative() }).nullable(),
  costUsd: z.number().nonnegative().nullable(),
  hypothesis: text(10_000).nullable(),
  expected: text(2000).nullable(),
});

export const draftingFailed = z.object({ cause });
