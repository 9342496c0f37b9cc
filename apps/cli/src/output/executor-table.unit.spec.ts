import { unservedLanes } from './executor-table.ts';

const queue = (phase: 'queued' | 'executing', lane: string, count: number) => ({
  phase,
  lane,
  count,
  oldestSince: '2026-01-01T00:00:00Z',
});

describe('lanes without an executor', () => {
  it('are said, and no others', () => {
    const queues = [queue('queued', 'cpu', 3), queue('queued', 'gpu', 2), queue('executing', 'gpu', 1)];
    const [cpu, gpu] = [
      { lanes: ['cpu' as const], silent: false },
      { lanes: ['gpu' as const], silent: false },
    ];
    expect(unservedLanes(queues, [cpu])).toEqual(['2 waiting for a gpu executor, and none is there']);
    expect(unservedLanes(queues, [cpu, { ...gpu, silent: true }])).toHaveLength(1);
    expect(unservedLanes(queues, [cpu, gpu])).toEqual([]);
  });
});
