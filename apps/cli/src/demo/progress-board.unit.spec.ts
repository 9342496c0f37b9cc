import type { Fact } from '@codecsmith/client';
import { ProgressBoard } from './progress-board.ts';

const fact = (aggregateId: string, type: string, data: unknown = {}): Fact =>
  ({ aggregateId, type, data }) as unknown as Fact;
const concluded = { outcome: 'completed', cause: null, score: null };

describe('the progress of a demo', () => {
  it('shows each step, keeps a line for each ending, and estimates the rest from what was done now', () => {
    let now = 0;
    const names = new Map([
      ['exp-1', 'intra_dct.py'],
      ['exp-2', 'wavelet.py'],
      ['exp-3', 'template 1'],
    ]);
    const board = new ProgressBoard(names, new Set(['exp-3']), () => now);
    now = 10_000;

    expect(board.take(fact('exp-1', 'ExecutionStarted'))).toBeUndefined();
    expect(board.lines()).toEqual([
      '1/3 experiments ended after 10 s',
      '  intra_dct.py  running in the jail',
      '  wavelet.py    waiting',
    ]);

    board.take(fact('exp-2', 'ExecutionQueued', { lane: 'gpu' }));
    expect(board.lines().at(-1)).toBe('  wavelet.py    waiting for a gpu executor');
    board.take(fact('exp-2', 'ExecutionQueued', { lane: 'cpu' }));

    expect(board.take(fact('exp-1', 'ExperimentConcluded', concluded))).toBe('2/3  intra_dct.py: completed');
    expect(board.take(fact('exp-1', 'ExperimentConcluded', concluded))).toBeUndefined();
    expect(board.take(fact('exp-9', 'ExperimentConcluded', concluded))).toBeUndefined();
    expect(board.lines()).toEqual([
      '2/3 experiments ended after 10 s, about 10 s to go',
      '  wavelet.py  waiting for a jail',
    ]);
  });
});
