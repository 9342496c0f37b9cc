import { addressOf, askSubject, commandSubject, factSubject } from './subjects.ts';
import { DURABLES } from './topology.ts';

/** NATS' own rule: `*` is one token, `>` one or more at the end. */
function matches(filter: string, subject: string): boolean {
  const [wanted, tokens] = [filter.split('.'), subject.split('.')];
  if (wanted.at(-1) === '>')
    return (
      tokens.length >= wanted.length &&
      matches(wanted.slice(0, -1).join('.'), tokens.slice(0, wanted.length - 1).join('.'))
    );
  return wanted.length === tokens.length && wanted.every((token, index) => token === '*' || token === tokens[index]);
}

describe('subjects', () => {
  it('give their address back', () => {
    const address = { aggregate: 'experiment', verb: 'record-draft' };

    expect(commandSubject(address)).toBe('lab.v1.cmd.experiment.record-draft');
    expect(addressOf(commandSubject(address))).toEqual(address);
    expect(addressOf(askSubject(address))).toEqual(address);
    expect(addressOf('lab.v1.cmd.experiment.record-draft.more')).toBeUndefined();
    expect(addressOf('lab.v1.fact.experiment.X')).toBeUndefined();
  });

  it('of queued work carry the lane, and only its durable sees it', () => {
    const queued = { aggregate: 'experiment', type: 'ExecutionQueued', aggregateId: 'exp-1', data: { lane: 'gpu' } };
    const subject = factSubject(queued);

    expect(subject).toBe('lab.v1.fact.experiment.ExecutionQueued.gpu.exp-1');
    expect(
      Object.entries(DURABLES)
        .filter(([, { filter }]) => matches(filter, subject))
        .map(([name]) => name),
    ).toEqual(['executor-gpu']);
  });

  it('of other facts end in the aggregate', () => {
    const drafted = { aggregate: 'experiment', type: 'CandidateDrafted', aggregateId: 'exp-1', data: {} };

    expect(factSubject(drafted)).toBe('lab.v1.fact.experiment.CandidateDrafted.exp-1');
  });
});
