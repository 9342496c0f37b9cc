import { clipDecider } from './clip.ts';
import { digestOf, park } from './decide/life.testing.ts';

const add = (data = park, aggregateId = data.digest) => ({ type: 'add', aggregateId, data }) as const;
const nobody = { clip: () => undefined };

describe('adding a clip', () => {
  it('is one fact, once', () => {
    expect(clipDecider.decide(null, add(), nobody)).toEqual({
      accepted: true,
      facts: [{ type: 'ClipAdded', schemaVersion: 1, data: park }],
    });
    expect(clipDecider.decide(park, add(), nobody)).toEqual({ accepted: true, facts: [] });
  });

  it.each([
    ['an id that is not its digest', null, add(park, digestOf('0')), nobody, 'wrong_subject'],
    ['a second name', park, add({ ...park, name: 'other' }), nobody, 'clip_has_a_name'],
    [
      'a name that another clip bears',
      null,
      add({ ...park, digest: digestOf('0') }),
      { clip: () => park },
      'name_taken',
    ],
  ])('is refused for %s', (_, state, command, context, code) => {
    expect(clipDecider.decide(state, command, context)).toMatchObject({ refusal: { code } });
  });
});
