import type { ExperimentFactData } from '@codecsmith/experiment';
import {
  sampleCandidate,
  sampleCleared,
  sampleDraft,
  sampleMeasured,
  sampleMeasurement,
  sampleRun,
} from '@codecsmith/experiment/testing';
import { createHash } from 'node:crypto';

/** A requested experiment. */
export interface Task {
  readonly id: string;
  readonly request: ExperimentFactData<'ExperimentRequested'>;
}

export interface Message {
  readonly verb: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const stored = (text: string) => ({ digest: sha256(text), sizeBytes: Buffer.byteLength(text) });

/** Text of the code that a request leads to: its own for a draw, the submitted digest's otherwise. */
const codeOf = ({ source }: Task['request']) =>
  source.kind === 'generated' ? stored(`code of ${source.seed}`) : source.code;

/** Between −40 and 0, a function of the code alone. */
const scoreOf = (digest: string): number => -(Number.parseInt(digest.slice(0, 6), 16) % 4000) / 100;

/** What the services say of one experiment, in order; `bytes` names what must be stored before. */
export function lifeOf({ request }: Task): Message[] {
  const code = codeOf(request);
  const texts = request.source.kind === 'generated' ? [`code of ${request.source.seed}`] : [];
  const draft = sampleDraft({ code, language: 'python', provider: 'template' });
  const started = { attempt: 1, executor: 'spec', lane: 'cpu', environment: {} };
  return [
    { verb: 'record-draft', data: { ...draft, bytes: texts } },
    { verb: 'record-cleared', data: cleared(code) },
    { verb: 'start-execution', data: started },
    { verb: 'record-executed', data: executed(request, code.digest) },
    { verb: 'record-measured', data: measured(request, code.digest) },
  ];
}

const cleared = (code: ReturnType<typeof stored>) =>
  sampleCleared({
    cleared: code,
    candidate: sampleCandidate({ packageBytes: code.sizeBytes, complexity: 100 }),
    tree: sha256(`tree of ${code.digest}`),
  });

const streamOf = (code: string, clip: string, quality: number) => `stream ${code} ${clip} ${quality}`;
const pairs = ({ clips, qualities }: Task['request']) =>
  clips.flatMap((clip) => qualities.map((quality) => ({ clip: clip.digest, quality })));

function executed(request: Task['request'], code: string): Message['data'] {
  const cost = { wallMs: 5, cpuMs: 5, peakBytes: null };
  const texts = pairs(request).map(({ clip, quality }) => streamOf(code, clip, quality));
  const runs = pairs(request).map(({ clip, quality }) => {
    const bytes = stored(streamOf(code, clip, quality));
    return sampleRun(quality, { clip, bitstream: bytes, reconstruction: bytes, encode: cost, decode: cost });
  });
  const jail = { tier: 'A', unsafe: false };
  return { attempt: 1, code, runs, deterministic: true, jail, log: null, bytes: texts };
}

function measured(request: Task['request'], code: string): Message['data'] {
  const perFrame = '[]';
  const measurements = pairs(request).map(({ clip, quality }) =>
    sampleMeasurement(quality, {
      clip,
      bytes: stored(streamOf(code, clip, quality)).sizeBytes,
      perFrame: sha256(perFrame),
    }),
  );
  const aggregate = { value: scoreOf(code), reason: null };
  return { ...sampleMeasured({ measurements, aggregate }), bytes: [perFrame] };
}
