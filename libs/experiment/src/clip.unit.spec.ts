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

  it('keeps the first record when only the file around the same frames was another', () => {
    const again = { ...park, fps: { num: 50, den: 2 }, sourceBytes: 9, sourceCompressed: true };
    expect(clipDecider.decide(park, add(again), nobody)).toEqual({ accepted: true, facts: [] });
  });

  it('names both tags of the same frames', () => {
    expect(clipDecider.decide(park, add({ ...park, matrix: 'bt709' }), nobody)).toMatchObject({
      refusal: {
        message: 'matrix: these frames are the clip park with no tag, not bt709',
        ...{ field: 'matrix', allowed: ['no tag'] },
      },
    });
  });

  it.each([
    ['an id that is not its digest', null, add(park, digestOf('0')), nobody, 'wrong_subject'],
    ['another matrix', park, add({ ...park, matrix: 'bt709' }), nobody, 'clip_is_known_otherwise'],
    ['another rate', park, add({ ...park, fps: { num: 50, den: 1 } }), nobody, 'clip_is_known_otherwise'],
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
