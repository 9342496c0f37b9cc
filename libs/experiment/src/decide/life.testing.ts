import type { RecordedFact } from '@codecsmith/kernel';
import { replay } from '../evolve/evolve.ts';
import type { ExperimentCommandData, ExperimentCommandInput, ExperimentCommandType } from '../commands/index.ts';
import { experimentCommands } from '../commands/index.ts';
import type { ExperimentCommand } from '../commands/index.ts';
import type { ExperimentFact } from '../facts/index.ts';
import type { Clip } from '../facts/shared.schema.ts';
import { decide } from './decide.ts';
import type { ExperimentContext } from './outcome.ts';

/** Words for specs: given these facts, when this command, then these facts or this refusal. */
export const digestOf = (letter: string) => letter.repeat(64);

export const park: Clip = {
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
};

export const context: ExperimentContext = {
  now: '2026-01-01T00:00:00.000Z',
  clip: (reference) => (reference === park.name || reference === park.digest ? park : undefined),
  lease: { valid: true, expired: false, lastBeatAt: '2026-01-01T00:00:00.000Z' },
  duplicateOf: () => null,
};

const TOKEN = '0'.repeat(32);
const code = { digest: digestOf('a'), sizeBytes: 10 };
const candidate = {
  language: 'python',
  api: 'frame',
  color: 'i420',
  track: 'pure',
  needs: [],
  imports: ['numpy'],
  family: 'dct',
  packageBytes: 10,
  complexity: 1,
} as const;
const cost = { wallMs: 1, cpuMs: 1, peakBytes: 1 };
const jail = { tier: 'A', unsafe: false };

const requestData: ExperimentCommandInput<'request'> = {
  source: { kind: 'submitted', code, fileName: 'codec.py' },
  clips: ['park'],
  qualities: [20, 80],
};

export const runAt = (quality: number) => ({
  clip: park.digest,
  quality,
  bitstream: { digest: digestOf('b'), sizeBytes: quality },
  reconstruction: { digest: digestOf('d'), sizeBytes: 768 },
  encode: cost,
  decode: cost,
});

export const measurementAt = (quality: number) => ({
  clip: park.digest,
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
});

/** Data of each command as its sender would write it, for an experiment that goes well. */
const inputs: { [T in ExperimentCommandType]: ExperimentCommandInput<T> } = {
  request: requestData,
  'record-draft': {
    code,
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
  },
  'record-drafting-failed': { cause: { code: 'refused', message: 'the model declined' } },
  'record-cleared': {
    cleared: code,
    candidate: { ...candidate, needs: [], imports: ['numpy'] },
    tree: digestOf('f'),
    changes: [],
    warnings: [],
    lineMap: null,
  },
  'record-rejected': { violations: [{ rule: 'syntax', line: 3, column: 1, message: 'no', advice: 'mend it' }] },
  'start-execution': { attempt: 1, executor: 'executor-1', lane: 'cpu', environment: { python: '3.11' } },
  'record-executed': {
    attempt: 1,
    token: TOKEN,
    code: code.digest,
    runs: [runAt(20), runAt(80)],
    deterministic: null,
    usesInterPrediction: null,
    jail,
    log: null,
  },
  'record-execution-failed': {
    attempt: 1,
    token: TOKEN,
    kind: 'crashed',
    code: code.digest,
    cause: { code: 'exception', message: 'ZeroDivisionError', side: 'encode', frame: 3, line: 7 },
    jail,
    limit: null,
    log: null,
    lastLines: '',
  },
  'report-lab-fault': { attempt: 1, token: TOKEN, reason: 'no room for the jail' },
  'record-measured': {
    attempt: 1,
    measurements: [measurementAt(20), measurementAt(80)],
    bdRate: [],
    isoQuality: [],
    score: [],
    aggregate: { value: 1.5, reason: null },
    tier: { percent: null, reason: 'no sealed clips' },
    flags: [],
    tools: {},
  },
  'record-measurement-failed': { attempt: 1, cause: { code: 'size', message: 'one frame short' } },
  cancel: {},
  'expire-attempt': { attempt: 1 },
  'expire-phase': { phase: 'queued', version: 4, limitMs: 1000 },
  verify: {},
  'record-reexecution': {
    attempt: 1,
    runs: [{ clip: park.digest, quality: 20, bitstream: null, reconstruction: null, problems: ['gone'] }],
    environment: {},
  },
  'record-verification': { matches: 4, differences: [] },
};

export function command<T extends ExperimentCommandType>(type: T, change: object = {}): ExperimentCommand {
  const data = experimentCommands[type].parse({ ...inputs[type], ...change }) as ExperimentCommandData<T>;
  return {
    id: 'command',
    type,
    aggregate: 'experiment',
    aggregateId: 'exp-1',
    actor: 'user:test',
    data,
  } as ExperimentCommand;
}

/** Facts numbered as the ledger would. */
export const recorded = (facts: readonly ExperimentFact[]): RecordedFact[] =>
  facts.map((draft, index) => ({ ...draft, version: index + 1, occurredAt: context.now }));

/** Plays commands one after another, each of which must be accepted, and returns all their facts. */
export function lived(...types: (ExperimentCommandType | ExperimentCommand)[]): ExperimentFact[] {
  const facts: ExperimentFact[] = [];
  for (const step of types) {
    const decision = when(facts, typeof step === 'string' ? command(step) : step);
    if (!decision.accepted) throw new Error(`${JSON.stringify(step)}: ${decision.refusal.message}`);
    facts.push(...decision.facts);
  }
  return facts;
}

export const when = (
  given: readonly ExperimentFact[],
  cmd: ExperimentCommand,
  change: Partial<ExperimentContext> = {},
) => decide(replay(recorded(given)), cmd, { ...context, ...change });
