import { APIS, COLORS, LANGUAGES, TRACKS } from '@codecsmith/codec';
import { escapeUnsafe, LANES } from '@codecsmith/kernel';
import { z } from 'zod';

/** Free text: NUL and lone surrogates are shown as escapes, so that no store ever chokes on it. */
export const text = (maxLength: number) => z.string().overwrite(escapeUnsafe).max(maxLength);

/** Hex sha256 of an artifact's bytes. */
export const digest = z.string().regex(/^[0-9a-f]{64}$/, 'a hex sha256 of 64 characters');

/** A name usable in bus subjects, file names and URLs. */
export const slug = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/, 'letters, digits, _ and -, at most 100 characters');

/** A clip as a command names it. */
export const clipReference = z.union([digest, slug], 'the name or the digest of a clip that the lab knows');

/** 1 (worst) … 100 (best). */
export const quality = z.int().min(1).max(100);

export const language = z.enum(LANGUAGES);
export const api = z.enum(APIS);
export const color = z.enum(COLORS);
export const track = z.enum(TRACKS);
/** A standard encoder that candidates are compared with. */
export const anchorEncoder = z.enum(['x264', 'x265', 'svtav1']);
export const lane = z.enum(LANES);
const side = z.enum(['encode', 'decode']);

/** How samples were changed. */
export const alteration = z.object({
  /** Enlarged by so many thousandths, and shifted by shares of what this cuts away, in thousandths. */
  zoom: z.int().positive(),
  shiftX: z.int().nonnegative(),
  shiftY: z.int().nonnegative(),
  /** Exponent of luma, in thousandths. */
  gamma: z.int().positive(),
  /** Strength and seed of ffmpeg's noise filter. */
  noise: z.int().nonnegative(),
  noiseSeed: z.int().nonnegative(),
});

/** A source video as every later fact refers to it; the digest names its decoded planar frames. */
export const clip = z.object({
  digest,
  name: slug,
  width: z.int().positive(),
  height: z.int().positive(),
  fps: z.object({ num: z.int().positive(), den: z.int().positive() }),
  frames: z.int().positive(),
  pixelFormat: z.enum(['yuv420p', 'yuv420p10le']),
  matrix: z.string().nullable(),
  range: z.string().nullable(),
  sourceBytes: z.int().nonnegative(),
  sourceCompressed: z.boolean(),
  /** Clip that the lab made this one from: a part of it, its mirror image. */
  variantOf: digest.optional(),
  /** How the lab changed the samples of that clip, by values that nobody knew before: such a clip is sealed. */
  alteration: alteration.optional(),
  /** What a file was before it became planes. */
  source: z
    .object({
      container: text(100),
      codec: text(100),
      pixelFormat: text(100),
      bitrateKbps: z.number().nonnegative().nullable(),
      /** The codec throws information away: the frames carry its artefacts. */
      lossy: z.boolean(),
    })
    .optional(),
  /** Everything that was assumed about the file, or changed on its way in. */
  assumptions: z
    .array(z.object({ code: slug, message: text(400) }))
    .max(32)
    .readonly()
    .optional(),
});
export type Clip = z.infer<typeof clip>;

const MIB = 1024 * 1024;
const HOUR_MS = 3_600_000;

/** Limits of one side of one run. A field left out has the lab's default (`docs/security/jail.md`). */
export const limits = z.strictObject({
  wallMs: z.int().min(100).max(HOUR_MS).optional(),
  cpuMs: z.int().min(100).max(HOUR_MS).optional(),
  memoryBytes: z
    .int()
    .min(64 * MIB)
    .max(16_384 * MIB)
    .optional(),
  outputBytes: z
    .int()
    .min(1)
    .max(1024 * MIB)
    .optional(),
});
export type Limits = z.infer<typeof limits>;

export const artifact = z.object({ digest, sizeBytes: z.int().nonnegative() });

/** What a person or a model needs to know about a failure. */
export const cause = z.object({
  code: z.string().max(100),
  message: text(4000),
  side: side.nullable().default(null),
  clip: digest.nullable().default(null),
  quality: quality.nullable().default(null),
  frame: z.int().nonnegative().nullable().default(null),
  line: z.int().positive().nullable().default(null),
  column: z.int().nonnegative().nullable().default(null),
  advice: text(4000).nullable().default(null),
});
export type Cause = z.infer<typeof cause>;
