import { digestOf, sampleMeasurement, sampleRun } from '../testing/index.testing.ts';
import { experimentCommands } from '../commands/index.ts';
import { evolve } from '../evolve/evolve.ts';
import { experimentFacts } from '../facts/index.ts';
import { ABSENT } from '../state.ts';
import { versionOf } from './index.ts';

const { metrics: _, ...rest } = sampleMeasurement(20);
const version1 = {
  ...rest,
  ...{ psnr_y: null, psnr_u: 31, psnr_v: 32, psnr_yuv611: null, psnr_y_framemean: null, psnr_rgb: 29.5 },
  ssim_y_ffmpeg: 0.91,
  further: { vmaf: 88.25, psnr_yuv611_mse: 33 },
  absent: { xpsnr: 'no xpsnr filter' },
};
const measured = {
  ...{ attempt: 1, bdRate: [], isoQuality: [], score: [], flags: [], tools: {} },
  aggregate: { value: 1.5, reason: null },
  tier: { percent: null, reason: 'no sealed clips' },
};
const executed = {
  ...{ attempt: 1, code: digestOf('a'), runs: [sampleRun(20)], deterministic: true, log: null },
  codingMode: { mode: 'all-intra', provedBy: 'packets', packets: 15, finding: null },
  jail: { tier: 'A', unsafe: false },
};

describe('facts of version 1', () => {
  it('give every metric under its name, lossless ones and those of other tools among them', () => {
    const { measurements } = experimentFacts.CandidateMeasured.parse({ ...measured, measurements: [version1] });
    expect(measurements).toEqual([
      {
        ...rest,
        metrics: {
          ...{ psnr_y: null, psnr_u: 31, psnr_v: 32, psnr_yuv611: null, psnr_y_framemean: null, psnr_rgb: 29.5 },
          ...{ ssim_y_ffmpeg: 0.91, vmaf: 88.25, psnr_yuv611_mse: 33 },
        },
        absent: { xpsnr: 'no xpsnr filter' },
      },
    ]);
  });

  it.each([
    ['without a metric that every run has', { psnr_y: undefined }],
    ['with a metric that is no number', { further: { vmaf: 'good' } }],
  ])('are refused %s', (_name, change) => {
    const data = { ...measured, measurements: [{ ...version1, ...change }] };
    expect(() => experimentFacts.CandidateMeasured.parse(data)).toThrow();
  });

  it.each([
    [{}, 'low-delay', 'nothing'],
    [{ looksBack: null }, 'low-delay', 'nothing'],
    [{ looksBack: true }, 'low-delay', 'still_picture'],
    [{ looksBack: false }, 'all-intra', 'still_picture'],
    [{ usesInterPrediction: null }, 'low-delay', 'nothing'],
    [{ usesInterPrediction: true }, 'low-delay', 'still_picture'],
    [{ usesInterPrediction: false }, 'all-intra', 'still_picture'],
  ])('that say %j keep the anchor that they were judged by: %s, by %s', (older, mode, provedBy) => {
    const { codingMode: _, ...rest } = executed;
    const data = experimentFacts.CandidateExecuted.parse({ ...rest, ...older });
    expect(data).toEqual({ ...rest, codingMode: { mode, provedBy, packets: 0, finding: null } });
  });
});

describe('data of version 2', () => {
  it('are read as they are, with metrics that this release does not know', () => {
    const metrics = { ...sampleMeasurement(20).metrics, metric_of_tomorrow: 0.5 };
    const data = { ...measured, measurements: [{ ...rest, metrics }] };
    expect(experimentFacts.CandidateMeasured.parse(data)).toEqual(data);
  });
});

describe('data of version 3', () => {
  it('say how the coding mode was found, and are read as they are', () => {
    const finding = 'quality 50: packet 3 alone gives another picture';
    const third = { ...executed, codingMode: { mode: 'low-delay', provedBy: 'packets', packets: 3, finding } };
    expect(experimentFacts.CandidateExecuted.parse(third)).toEqual(third);
  });
});

describe('the ledger', () => {
  it('takes commands of this version and of the one before, and records the new one', () => {
    const old = experimentCommands['record-measured'].parse({ ...measured, measurements: [version1] });
    expect(old.measurements[0]?.metrics).toMatchObject({ psnr_y: null, vmaf: 88.25 });
    const token = '0'.repeat(32);
    const { codingMode: _, ...earlier } = executed;
    const run = experimentCommands['record-executed'].parse({ ...earlier, token, usesInterPrediction: true });
    expect(run.codingMode).toMatchObject({ mode: 'low-delay', provedBy: 'still_picture' });
    expect([versionOf('CandidateMeasured'), versionOf('CandidateExecuted'), versionOf('ExecutionQueued')]).toEqual([
      2, 3, 1,
    ]);
  });

  it('does not fold a fact that a later release recorded', () => {
    const fact = { type: 'CandidateMeasured', schemaVersion: 3, data: {}, version: 7, occurredAt: '' };
    expect(() => evolve(ABSENT, fact)).toThrow(
      'CandidateMeasured has schema version 3; this release reads up to 2: update it',
    );
  });
});
