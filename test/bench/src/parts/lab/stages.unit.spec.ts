import { median } from '../../harness/figure.ts';
import { stageFigures, stagesOf, WHOLE } from './stages.ts';

const ended = {
  sentMs: 100.5,
  facts: [
    { type: 'ExperimentRequested', atMs: 103 },
    { type: 'ExecutionQueued', atMs: 103 },
    { type: 'ExperimentConcluded', atMs: 140 },
  ],
  seenMs: 142.5,
};

describe('the stages of an experiment', () => {
  it('add up to the time from its command to the end that was seen', () => {
    const figures = stageFigures([ended]);
    const of = (name: string) => median(figures.find((one) => one.name === name)?.samples ?? []);
    expect(stagesOf(ended).reduce((sum, { ms }) => sum + ms, 0)).toBe(42);
    expect(of(WHOLE)).toBe(42);
    expect(of('ExecutionQueued → ExperimentConcluded')).toBe(37);
  });

  it('leave out what one commit made', () => {
    expect(stageFigures([ended]).map(({ name }) => name)).not.toContain('ExperimentRequested → ExecutionQueued');
  });
});
