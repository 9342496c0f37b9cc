import { addressOf, askSubject, commandSubject, factSubject, subjectMatches } from './subjects.ts';
import { DURABLES } from './topology.ts';

describe('subjects', () => {
  it('give their address back', () => {
    const address = { aggregate: 'experiment', verb: 'record-draft' };

    expect(commandSubject(address)).toBe('lab.v1.cmd.experiment.record-draft');
    expect(addressOf(commandSubject(address))).toEqual({ ...address, actor: undefined });
    expect(addressOf(askSubject(address, 'user:ada'))).toEqual({ ...address, actor: 'user:ada' });
    expect(addressOf('lab.v1.cmd.experiment.record-draft.more')).toBeUndefined();
    expect(addressOf('lab.v1.fact.experiment.X')).toBeUndefined();
  });

  it('name the sender, as service or user, and nothing that is no token', () => {
    const address = { aggregate: 'experiment', verb: 'cancel' };

    expect(askSubject(address, 'service:metrics')).toBe('lab.v1.ask.experiment.cancel.service.metrics');
    expect(addressOf('lab.v1.cmd.experiment.cancel.service.gpu-box')?.actor).toBe('service:gpu-box');
    for (const actor of ['metrics', 'user:a.b', 'user:', 'robot:x', 'user:a b', 'user:>']) {
      expect(() => askSubject(address, actor)).toThrow(`${actor} cannot send commands`);
    }
    expect(addressOf('lab.v1.ask.experiment.cancel.robot.x')).toBeUndefined();
    expect(addressOf('lab.v1.ask.experiment.cancel.user')).toBeUndefined();
  });

  it('match filters by the rule of the server', () => {
    expect(subjectMatches('a.*.c', 'a.b.c')).toBe(true);
    expect(subjectMatches('a.>', 'a.b.c')).toBe(true);
    expect(subjectMatches('a.>', 'a')).toBe(false);
    expect(subjectMatches('a.*', 'a.b.c')).toBe(false);
    expect(subjectMatches('a.>', 'a.b.*')).toBe(true);
  });

  it('of queued work carry the lane, and only its durable sees it', () => {
    const queued = { aggregate: 'experiment', type: 'ExecutionQueued', aggregateId: 'exp-1', data: { lane: 'gpu' } };
    const subject = factSubject(queued);

    expect(subject).toBe('lab.v1.fact.experiment.ExecutionQueued.gpu.exp-1');
    expect(
      Object.entries(DURABLES)
        .filter(([, { filter }]) => subjectMatches(filter, subject))
        .map(([name]) => name),
    ).toEqual(['executor-gpu']);
  });

  it('of other facts end in the aggregate', () => {
    const drafted = { aggregate: 'experiment', type: 'CandidateDrafted', aggregateId: 'exp-1', data: {} };

    expect(factSubject(drafted)).toBe('lab.v1.fact.experiment.CandidateDrafted.exp-1');
  });
});
