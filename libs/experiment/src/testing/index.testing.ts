import type { ExperimentCommandInput } from '../commands/index.ts';
import type { Candidate } from '../facts/sanitizing.schema.ts';
import type { Clip } from '../facts/shared.schema.ts';

/**
 * Samples of what services record in one experiment's life. Each is complete and valid; a spec names only the fields
 * that it is about.
 */

type Draft = ExperimentCommandInput<'record-draft'>;
type Cleared = ExperimentCommandInput<'record-cleared'>;
type Run = ExperimentCommandInput<'record-executed'>['runs'][number];
type Failure = ExperimentCommandInput<'record-execution-failed'>;
type Measured = ExperimentCommandInput<'record-measured'>;
type Measurement = Measured['measurements'][number];

/** A well-formed SHA-256 that names nothing. */
export const digestOf = (letter: string): string => letter.repeat(64);

export const sampleToken = '0'.repeat(32);
export const sampleCode = { digest: digestOf('a'), sizeBytes: 10 };
const cost = { wallMs: 1, cpuMs: 1, peakBytes: 1 };

/** Two frames of 16x16. */
export const sampleClip = (change: Partial<Clip> = {}): Clip => ({
  digest: digestOf('c'),
  name: 'park',
  width: 16,
  height: 16,
  fps: { num: 25, den: 1 },
  frames: 2,
  pixelFormat: 'yuv420p',
  matrix: null,
  range: null,
  sourceBytes: 768,
  sourceCompressed: false,
  ...change,
});

export const sampleDraft = (change: Partial<Draft> = {}): Draft => ({
  code: sampleCode,
  fileName: 'codec.py',
  language: null,
  provider: 'submit',
  model: null,
  prompt: null,
  reply: null,
  tokens: null,
  costUsd: null,
  hypothesis: null,
  expected: null,
  ...change,
});

export const sampleCandidate = (change: Partial<Candidate> = {}): Candidate => ({
  language: 'python',
  api: 'frame',
  color: 'i420',
  track: 'pure',
  needs: [],
  imports: ['numpy'],
  family: 'dct',
  packageBytes: 10,
  complexity: 1,
  ...change,
});

export const sampleCleared = (change: Partial<Cleared> = {}): Cleared => ({
  cleared: sampleCode,
  candidate: sampleCandidate(),
  tree: digestOf('f'),
  changes: [],
  warnings: [],
  lineMap: null,
  ...change,
});

export const sampleRun = (quality: number, change: Partial<Run> = {}): Run => ({
  clip: digestOf('c'),
  quality,
  bitstream: { digest: digestOf('b'), sizeBytes: quality },
  reconstruction: { digest: digestOf('d'), sizeBytes: 768 },
  encode: cost,
  decode: cost,
  ...change,
});

export const sampleFailure = (change: Partial<Failure> = {}): Failure => ({
  attempt: 1,
  token: sampleToken,
  kind: 'crashed',
  code: sampleCode.digest,
  cause: { code: 'exception', message: 'ZeroDivisionError', side: 'encode', frame: 3, line: 7 },
  jail: { tier: 'A', unsafe: false },
  limit: null,
  log: null,
  lastLines: '',
  ...change,
});

export const sampleMeasurement = (quality: number, change: Partial<Measurement> = {}): Measurement => ({
  clip: digestOf('c'),
  quality,
  bytes: quality,
  kbps: 1,
  bpp: 1,
  ratioRaw: 1,
  ratioSource: null,
  metrics: { psnr_y: 30, psnr_u: 30, psnr_v: 30, psnr_yuv611: 30, psnr_y_framemean: 30, ssim_y_ffmpeg: 0.9 },
  lossless: false,
  absent: {},
  perFrame: digestOf('e'),
  ...change,
});

export const sampleMeasured = (change: Partial<Measured> = {}): Measured => ({
  attempt: 1,
  measurements: [sampleMeasurement(20), sampleMeasurement(80)],
  bdRate: [],
  isoQuality: [],
  score: [],
  aggregate: { value: 1.5, reason: null },
  tier: { percent: null, reason: 'no sealed clips' },
  flags: [],
  tools: {},
  ...change,
});
