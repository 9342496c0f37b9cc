import type { ExperimentSummary } from '@codecsmith/client';
import { CURVE_METRICS, metricText, metricTitle } from '@codecsmith/quality';
import { experimentTable } from './experiment-table.ts';

const crashed: ExperimentSummary = {
  experimentId: 'exp-1',
  phase: 'concluded',
  phaseVersion: 5,
  phaseSince: '2026-11-23T08:00:09.000Z',
  outcome: 'crashed',
  campaign: null,
  requestedAt: '2026-11-23T08:00:00.000Z',
  concludedAt: '2026-11-23T08:00:09.000Z',
  causeCode: 'exception',
  causeMessage: 'ValueError: no such plane\nat frame 3',
  source: 'submitted',
  lane: 'cpu',
  ...{ name: 'codec', note: null, tags: [], starred: false },
  clips: ['harbour'],
  ...{ clipDigests: ['ab'], clipFrames: [9], qualities: [40], scoreAnchor: null, scoreKey: null },
  parents: [],
  operator: null,
  candidate: null,
  family: null,
  language: null,
  attempt: 1,
  executor: null,
  score: null,
  tierPercent: null,
  flags: [],
  updatedAt: '2026-11-23T08:00:09.000Z',
  firstPosition: 1,
  lastPosition: 5,
  facts: 5,
  run: null,
};
const run = { clip: 'ab', clipName: 'harbour', quality: 40, kbps: 548.81, psnr_y: null, psnr_yuv611: null };
const measured: ExperimentSummary = {
  ...crashed,
  ...{ experimentId: 'exp-2', outcome: 'completed', causeCode: null, causeMessage: null, score: -12.345 },
  ...{ name: 'half pel', starred: true, tags: ['paper'], scoreAnchor: 'x264 low-delay', scoreKey: 'x264 low-delay ab' },
  run: { ...run, ssim_y_ffmpeg: 1, encodeMs: 1, decodeMs: 1, frames: 9 },
};

const plain = (name: string) => name;

describe('a list of experiments', () => {
  it('leaves out what none of them has', () => {
    expect(experimentTable([crashed], plain)).toBe(
      [
        'experiment  name   requested            state    cause',
        '──────────  ─────  ───────────────────  ───────  ─────────────────────────',
        'exp-1       codec  2026-11-23 08:00:00  crashed  ValueError: no such plane',
      ].join('\n'),
    );
  });

  it('shows score and run of what was measured', () => {
    expect(experimentTable([measured, crashed], plain).split('\n')[2]).toBe(
      [
        'exp-2       ★ half pel #paper  2026-11-23 08:00:00  completed  -12.35  harbour, 9 frames, x264 low-delay',
        'harbour at 40  548.8          ∞            ∞  1.0000',
      ].join('  '),
    );
  });

  it('calls clips as people do', () => {
    const text = experimentTable([measured], (name) => `${name}, first 9 frames`);
    expect(text).toContain('harbour, first 9 frames, 9 frames, x264 low-delay  harbour, first 9 frames at 40');
  });

  it.each(CURVE_METRICS)('has a column for %s', (name) => {
    const run = { ...measured.run, [name]: 12.5 } as ExperimentSummary['run'];
    const [heads = '', , row = ''] = experimentTable([{ ...measured, run }], plain).split('\n');
    expect(heads).toContain(metricTitle(name));
    expect(row).toContain(metricText(name, 12.5));
  });

  it('has a column for each metric that one of them has, and none for the others', () => {
    const run = { ...measured.run, vmaf: 88.123 } as ExperimentSummary['run'];
    const [heads, , first, second] = experimentTable([{ ...measured, run }, measured], plain).split('\n');
    expect(heads).toMatch(/SSIM-Y {3}VMAF$/);
    expect(first).toMatch(/1\.0000 {2}88\.12$/);
    expect(second).toMatch(/1\.0000$/);
  });
});
