import type { ExecutorBeat } from '@codecsmith/kernel';
import { ExecutorRegistry } from './executor-registry.ts';

const beat = (instance: string, more: Partial<ExecutorBeat> = {}): ExecutorBeat => ({
  ...{ instance, name: instance.slice(0, 1), host: 'h', version: '0.2.3', startedAt: new Date(0).toISOString() },
  ...{ lanes: ['cpu'], slots: 1, tier: 'A', gpu: null, state: 'works', doing: [], done: 0, failed: 0 },
  ...more,
});

function registry(version = '0.2.0') {
  const time = { nowMs: 0 };
  return { time, known: new ExecutorRegistry(version, () => time.nowMs) };
}

describe('executors that the ledger hears', () => {
  it('are told to work, and listed by name with their last word', () => {
    const { known } = registry();
    expect(known.beat(beat('b-1'))).toEqual({ order: 'work', reason: null });
    known.beat(beat('a-1'));

    expect(known.list().map(({ instance, lastBeatAt, silent }) => [instance, lastBeatAt, silent])).toEqual([
      ['a-1', '1970-01-01T00:00:00.000Z', false],
      ['b-1', '1970-01-01T00:00:00.000Z', false],
    ]);
  });

  it.each([
    ['0.2.0', '0.2.9', null],
    ['0.2.0', '0.1.9', 'version: 0.1.9 does not fit this lab, which is 0.2.0; allowed: 0.2.x'],
    ['0.2.0', '0.3.0', 'version: 0.3.0 does not fit this lab, which is 0.2.0; allowed: 0.2.x'],
    ['1.4.0', '1.0.2', null],
    ['1.4.0', '2.0.0', 'version: 2.0.0 does not fit this lab, which is 1.4.0; allowed: 1.x'],
    ['0.2.0', 'latest', 'version: latest does not fit this lab, which is 0.2.0; allowed: 0.2.x'],
  ])('of a lab of version %s and their own %s get as reason: %s', (lab, version, reason) => {
    const { known } = registry(lab);
    expect(known.beat(beat('a-1', { version }))).toEqual({ order: reason === null ? 'work' : 'misfit', reason });
  });

  it('are ordered by name or by instance, once they are there', () => {
    const { known } = registry();
    ['a-1', 'a-2', 'b-1'].forEach((instance) => known.beat(beat(instance)));

    expect(known.order({ name: 'a', order: 'drain' }).map(({ instance }) => instance)).toEqual(['a-1', 'a-2']);
    expect(known.order({ name: 'b-1', order: 'leave' })).toHaveLength(1);
    expect(known.order({ name: 'c', order: 'drain' })).toEqual([]);

    expect(['a-1', 'a-2', 'b-1'].map((instance) => known.beat(beat(instance)).order)).toEqual([
      'drain',
      'drain',
      'leave',
    ]);
    known.order({ name: 'a-1', order: 'work' });
    expect(known.beat(beat('a-1', { state: 'drains' })).order).toBe('work');
  });

  it('go on draining when the ledger that ordered it is gone', () => {
    const { known } = registry();
    expect(known.beat(beat('a-1', { state: 'drains' })).order).toBe('drain');
  });

  it('are silent after ten seconds, and forgotten after an hour', () => {
    const { known, time } = registry();
    known.beat(beat('a-1'));
    time.nowMs = 10_001;
    expect(known.list()).toMatchObject([{ silent: true }]);
    expect(known.order({ name: 'a', order: 'drain' })).toEqual([]);

    time.nowMs = 3_600_000;
    expect(known.list()).toEqual([]);
  });
});
