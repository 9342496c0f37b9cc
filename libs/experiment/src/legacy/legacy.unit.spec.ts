import { placeholdersOf } from './placeholders.ts';
import { readLegacyRecord, UnreadableRecord } from './read-record.ts';

const PROCESS = {
  experiment_id: 'proc_exp_1700000000',
  status: 'completed',
  created_at: '2024-11-14T22:13:20Z',
  bitrate_mbps: 3.25,
  metrics: { psnr_db: '31.4', passed: true },
};
const GPU = {
  Item: {
    job_id: { S: 'gpu_exp_17' },
    status: { S: 'in_progress' },
    timestamp: { N: '1700000000' },
    metrics: { M: { bitrate_mbps: { N: '0.5' }, psnr_db: { N: '45.0' }, frames: { L: [{ N: '3' }] } } },
    error: { NULL: true },
    tags: { SS: ['a'] },
  },
};

describe('a record of the earlier system', () => {
  it('is read as plain JSON', () => {
    expect(readLegacyRecord(JSON.stringify(PROCESS))).toEqual({
      ...{ legacyId: 'proc_exp_1700000000', shape: 'process', status: 'completed', stuck: false, cause: null },
      startedAt: '2024-11-14T22:13:20Z',
      figures: { bitrate_mbps: 3.25, 'metrics.psnr_db': 31.4 },
      record: PROCESS,
    });
  });

  it('is read as DynamoDB writes it, and is closed where it says that it still runs', () => {
    expect(readLegacyRecord(JSON.stringify(GPU))).toEqual({
      ...{ legacyId: 'gpu_exp_17', shape: 'gpu', status: 'in_progress', stuck: true, startedAt: '1700000000' },
      cause: 'closed at import: the record still said "in_progress"',
      figures: { timestamp: 1_700_000_000, 'metrics.bitrate_mbps': 0.5, 'metrics.psnr_db': 45, 'metrics.frames.0': 3 },
      record: {
        ...{ job_id: 'gpu_exp_17', status: 'in_progress', timestamp: 1_700_000_000, error: null, tags: ['a'] },
        metrics: { bitrate_mbps: 0.5, psnr_db: 45, frames: [3] },
      },
    });
  });

  it.each([
    ['{"status":', 'it is no JSON'],
    ['[1]', 'it is no JSON object'],
    ['{"status":"completed"}', 'it has no id: one of experiment_id'],
    ['{"id":{"S":"x"},"bitrate_mbps":{"N":"fast"}}', 'N: "fast" is no number'],
  ])('is refused with the reason: %s', (line, reason) => {
    expect(() => readLegacyRecord(line)).toThrow(UnreadableRecord);
    expect(() => readLegacyRecord(line)).toThrow(reason);
  });
});

describe('placeholders', () => {
  const of = (...figures: Record<string, number>[]) => placeholdersOf(figures.map((each) => ({ figures: each })));

  it('are the defaults, at least two of them, the bitrate of the baseline, and zeros', () => {
    expect(
      of(
        { bitrate_mbps: 0.5, compression_percent: 90, psnr_db: 45, processing_seconds: 30 },
        { 'metrics.bitrate_mbps': 0.5, 'metrics.psnr_db': 45 },
        { bitrate_mbps: 0.5, psnr_db: 33.1 },
        { bitrate_mbps: 15.038184, psnr_db: 38 },
        { bitrate_mbps: 2.5, psnr_db: 0 },
        { bitrate_mbps: 2.5, frames_failed: 0, elapsed_seconds: 30 },
      ),
    ).toEqual([['default_metrics'], ['default_metrics'], [], ['baseline_bitrate'], ['zero_metric'], []]);
  });

  it('are figures that three records share, wherever they stand in the record', () => {
    const same = { bitrate_mbps: 4.2, psnr_db: 36.1 };
    expect(of(same, { 'real.psnr_db': 36.1, 'real.bitrate_mbps': 4.2 }, { bitrate_mbps: 4.2, psnr_db: 36.2 })).toEqual([
      [],
      [],
      [],
    ]);
    expect(of(same, same, same, { bitrate_mbps: 9 }, { bitrate_mbps: 9 }, { bitrate_mbps: 9 })).toEqual([
      ['identical_metrics'],
      ['identical_metrics'],
      ['identical_metrics'],
      [],
      [],
      [],
    ]);
  });
});
