import { canonicalJson, fromFactEvent, toFactEvent, type Fact } from './index.ts';

const fact: Fact = {
  id: 'exp-1:2',
  type: 'CandidateDrafted',
  schemaVersion: 1,
  aggregate: 'experiment',
  aggregateId: 'exp-1',
  version: 2,
  position: 17,
  occurredAt: '2026-01-02T03:04:05.678Z',
  causationId: 'generator:exp-1:1',
  correlationId: 'exp-1',
  actor: 'service:generator',
  data: { b: 1, a: 'ü' },
  hash: 'ab',
};

describe('a fact as a CloudEvent', () => {
  it('comes back as it was, through its text', () => {
    const text = canonicalJson(toFactEvent(fact));
    expect(fromFactEvent(JSON.parse(text), 'ab')).toEqual(fact);
  });

  it('has one canonical text, whatever the order of its keys', () => {
    const turned = { ...fact, data: { a: 'ü', b: 1 } };
    expect(canonicalJson(toFactEvent(turned))).toBe(canonicalJson(toFactEvent(fact)));
  });

  it('is refused when an attribute is missing, naming it', () => {
    const { position: _, ...broken } = toFactEvent(fact);
    expect(() => fromFactEvent(broken)).toThrow(/position/);
  });
});
