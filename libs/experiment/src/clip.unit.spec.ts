import { clipDecider, type ClipCommand, type ClipState } from './clip.ts';
import { park } from './decide/life.testing.ts';
import { digestOf } from './testing/index.testing.ts';
import type { Clip } from './facts/shared.schema.ts';

const about = { id: '1', aggregate: 'clip', actor: 'user:test', causationId: null } as const;
const command = <T extends ClipCommand['type']>(type: T, data: unknown, aggregateId = park.digest) =>
  ({ ...about, type, aggregateId, data }) as unknown as ClipCommand;
const add = (data: Clip = park, aggregateId = data.digest) => command('add', data, aggregateId);
const nobody = { clip: () => undefined };
const bears = (clip: Clip) => ({ clip: (name: string) => (name === clip.name ? clip : undefined) });
const known: ClipState = [park];

/** The state after commands that are all accepted. */
function after(...commands: ClipCommand[]): ClipState {
  let state: ClipState = null;
  for (const each of commands) {
    const decision = clipDecider.decide(state, each, nobody);
    if (!decision.accepted) throw new Error(decision.refusal.message);
    for (const fact of decision.facts) {
      state = clipDecider.evolve(state, { ...fact, version: 1, occurredAt: '2026-01-01T00:00:00.000Z' });
    }
  }
  return state;
}

describe('adding a clip', () => {
  it('is one fact, once', () => {
    expect(clipDecider.decide(null, add(), nobody)).toEqual({
      accepted: true,
      facts: [{ type: 'ClipAdded', schemaVersion: 1, data: park }],
    });
    expect(clipDecider.decide(known, add(), nobody)).toEqual({ accepted: true, facts: [] });
  });

  it('keeps the first record when only the file around the same frames was another', () => {
    const again = { ...park, fps: { num: 50, den: 2 }, sourceBytes: 9, sourceCompressed: true };
    expect(clipDecider.decide(known, add(again), nobody)).toEqual({ accepted: true, facts: [] });
  });

  it('names both tags of the same frames', () => {
    expect(clipDecider.decide(known, add({ ...park, matrix: 'bt709' }), nobody)).toMatchObject({
      refusal: {
        message: 'matrix: these frames are the clip park with no tag, not bt709; correct it first',
        ...{ field: 'matrix', allowed: ['no tag'] },
      },
    });
  });

  it.each([
    ['an id that is not its digest', null, add(park, digestOf('0')), nobody, 'wrong_subject'],
    ['another matrix', known, add({ ...park, matrix: 'bt709' }), nobody, 'clip_is_known_otherwise'],
    ['another rate', known, add({ ...park, fps: { num: 50, den: 1 } }), nobody, 'clip_is_known_otherwise'],
    ['another size', known, add({ ...park, width: 2 }), nobody, 'clip_is_known_otherwise'],
    ['a second name', known, add({ ...park, name: 'other' }), nobody, 'clip_has_a_name'],
    ['a name that another clip bears', null, add({ ...park, digest: digestOf('0') }), bears(park), 'name_taken'],
  ])('is refused for %s', (_, state, command, context, code) => {
    expect(clipDecider.decide(state, command, context)).toMatchObject({ refusal: { code } });
  });
});

describe('frames that are a clip of their own and a part of another', () => {
  const part = { ...park, name: 'first-4-of-whole', matrix: 'bt709', variantOf: digestOf('9') };

  it('are two uses: the part has the rate and tags of the clip that it was cut from', () => {
    expect(after(add(), add(part))).toEqual([park, part]);
  });

  it('are two uses too when the part came first, and people’s name leads', () => {
    expect(after(add(part), add())).toEqual([park, part]);
  });

  it('follow a clip that was corrected since', () => {
    const later = { ...part, fps: { num: 30, den: 1 } };
    expect(after(add(), add(part), add(later))).toEqual([park, later]);
  });
});

describe('a clip that is known', () => {
  it('is corrected: its rate and tags are those of later experiments', () => {
    const rate = { num: 30, den: 1 };
    const state = after(add(), command('correct', { fps: rate, range: 'pc' }));
    expect(state).toEqual([{ ...park, fps: rate, range: 'pc' }]);
    expect(clipDecider.decide(state, command('correct', { fps: rate }), nobody)).toEqual({ accepted: true, facts: [] });
    expect(clipDecider.decide(state, add({ ...park, fps: rate, range: 'pc' }), nobody).accepted).toBe(true);
  });

  it('is renamed, unless another clip bears the name', () => {
    expect(after(add(), command('rename', { name: 'garden' }))).toEqual([{ ...park, name: 'garden' }]);
    const other = { ...park, name: 'garden', digest: digestOf('0') };
    expect(clipDecider.decide(known, command('rename', { name: 'garden' }), bears(other))).toMatchObject({
      refusal: { code: 'name_taken' },
    });
  });

  it('is removed, and can be added again under another name', () => {
    expect(after(add(), command('remove', {}))).toBeNull();
    expect(after(add(), command('remove', {}), add({ ...park, name: 'again' }))).toEqual([{ ...park, name: 'again' }]);
    expect(clipDecider.decide(null, command('remove', {}), nobody)).toMatchObject({
      refusal: { code: 'unknown_clip' },
    });
  });
});
