import { experimentCommandMessage, factFilter } from './messages.ts';

describe('messages for the bus', () => {
  it('says where a command goes and what it looks like', () => {
    const message = experimentCommandMessage('cancel', { reason: 'enough' }, { id: 'c1', aggregateId: 'exp-1' }, 'ask');
    expect(message.subject).toBe('lab.v1.ask.experiment.cancel');
    expect(JSON.parse(message.payload)).toEqual({
      specversion: '1.0',
      id: 'c1',
      type: 'lab.v1.cmd.experiment.cancel',
      subject: 'exp-1',
      data: { reason: 'enough' },
    });
  });

  it.each([
    [{}, 'lab.v1.fact.>'],
    [{ aggregate: 'clip' }, 'lab.v1.fact.clip.>'],
    [{ aggregate: 'experiment', type: 'ExecutionQueued' }, 'lab.v1.fact.experiment.ExecutionQueued.>'],
    [{ aggregate: 'experiment', aggregateId: 'exp-1' }, 'lab.v1.fact.experiment.*.exp-1'],
    [
      { aggregate: 'experiment', type: 'ExecutionQueued', aggregateId: 'exp-1' },
      'lab.v1.fact.experiment.ExecutionQueued.*.exp-1',
    ],
  ])('filters facts by %j', (filter, subject) => {
    expect(factFilter(filter)).toBe(subject);
  });
});
