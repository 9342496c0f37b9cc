import { draftedFact } from '../testing/bus-bench.ts';
import { WorkTokens } from './work-token.ts';

const SANITIZER = 'service:sanitizer';

describe('the token of work in hand', () => {
  const tokens = new WorkTokens();
  const tokenFor = (aggregateId: string): string => {
    const fact = { ...draftedFact(4, { aggregateId, id: `${aggregateId}:2` }), hash: 'h' };
    const work = { durable: 'sanitizer', position: 4, hash: 'h' } as const;
    const taken = tokens.take({ actor: SANITIZER, work }, fact);
    return taken.accepted ? taken.token : taken.refusal.message;
  };
  const refusalOf = (aggregateId: string, token: string, actor = SANITIZER) =>
    tokens.refusalOf({ id: 'c', aggregate: 'experiment', type: 'record-cleared', aggregateId, actor, data: {}, token })
      ?.code;

  it.each([
    ['its own experiment', 'camp-1', 'camp-1', undefined],
    ['its own trial', 'camp-1--trial-1', 'camp-1--trial-1', undefined],
    ['a trial of its draft', 'camp-1', 'camp-1--trial-1', undefined],
    ['another experiment', 'camp-1', 'camp-2', 'no_token'],
    ['another trial', 'camp-1--trial-1', 'camp-1--trial-2', 'no_token'],
    ['the draft of its trial', 'camp-1--trial-1', 'camp-1', 'no_token'],
  ])('for %s', (_, handedOut, recorded, expected) => {
    expect(refusalOf(recorded, tokenFor(handedOut))).toBe(expected);
  });

  it('serves nobody else', () => {
    expect(refusalOf('camp-1', tokenFor('camp-1'), 'service:metrics')).toBe('no_token');
    expect(new WorkTokens().refusalOf({ ...record, token: tokenFor('camp-1') })?.code).toBe('no_token');
  });
});

const record = {
  id: 'c',
  aggregate: 'experiment',
  type: 'record-cleared',
  aggregateId: 'camp-1',
  actor: SANITIZER,
  data: {},
};
