import { anchorCommands, anchorDecider, anchorIdFor, type AnchorCommandData } from './anchor.ts';
import { park } from './decide/life.testing.ts';

const context = { clip: (reference: string) => (reference === park.digest ? park : undefined) };
const request: AnchorCommandData<'measure'> = {
  clip: park.digest,
  encoder: 'x264',
  mode: 'all-intra',
  effort: 'medium',
};
const aggregateId = anchorIdFor(request);
const sent = { id: 'cmd-1', aggregate: 'anchor', actor: 'user:spec', aggregateId } as const;
const state = { ...request, clip: park };
const measured = { curve: 'a'.repeat(64), points: 6, encoderVersion: 'x264 164' };

describe('an anchor', () => {
  it('is asked for on a clip that the lab knows, and may be asked for again', () => {
    const facts = [{ type: 'AnchorRequested', schemaVersion: 1, data: state }];
    for (const before of [null, state]) {
      expect(anchorDecider.decide(before, { ...sent, type: 'measure', data: request }, context)).toEqual({
        accepted: true,
        facts,
      });
    }
  });

  it('tells its curve, or why there is none', () => {
    const about = { clip: park.digest, encoder: 'x264', mode: 'all-intra', effort: 'medium' };
    expect(anchorDecider.decide(state, { ...sent, type: 'record-measured', data: measured }, context)).toMatchObject({
      facts: [{ type: 'AnchorMeasured', data: { ...about, ...measured } }],
    });
    const failed = { ...sent, type: 'record-failed', data: { reason: 'no x264' } } as const;
    expect(anchorDecider.decide(state, failed, context)).toMatchObject({
      facts: [{ type: 'AnchorFailed', data: { ...about, reason: 'no x264' } }],
    });
  });

  it('is another one with another effort, and of medium effort where nobody says', () => {
    expect(anchorIdFor({ ...request, effort: 'slow' })).toBe(`${aggregateId}-slow`);
    const { effort: _, ...plain } = request;
    expect(anchorCommands.measure.parse(plain)).toEqual(request);
  });

  it.each([
    ['unknown_clip', { clip: 'b'.repeat(64) }],
    ['no_such_anchor', { encoder: 'svtav1', mode: 'low-delay' }],
  ] as const)('is refused as %s', (code, change) => {
    const data = { ...request, ...change };
    const command = { ...sent, type: 'measure', aggregateId: anchorIdFor(data), data } as const;
    expect(anchorDecider.decide(null, command, context)).toMatchObject({ accepted: false, refusal: { code } });
  });

  it('takes no curve that nobody asked for, and no request under another id', () => {
    expect(anchorDecider.decide(null, { ...sent, type: 'record-measured', data: measured }, context)).toMatchObject({
      refusal: { code: 'unknown_anchor' },
    });
    expect(
      anchorDecider.decide(null, { ...sent, type: 'measure', aggregateId: 'other', data: request }, context),
    ).toMatchObject({
      refusal: { code: 'wrong_subject' },
    });
  });
});
