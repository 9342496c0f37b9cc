import { verdictOf } from './verdict.ts';

const SEAL = { weak: false, opened: true, clips: [{ name: 'pan', digest: 'd', openings: 2 }] };
const measured = { experimentId: 'camp-sealed', outcome: 'completed', score: 4.25 };
const NOTE = 'pan, opened 2 × in this lab';

describe('what the sealed clips say', () => {
  it('is nothing where no clip is sealed', () => {
    expect(verdictOf({ seal: null, sealed: null })).toEqual({ value: 'none', note: 'no clip is sealed' });
  });

  it('is still to come while the seal is closed, or what is behind it is being measured', () => {
    expect(verdictOf({ seal: { ...SEAL, opened: false }, sealed: null })).toEqual({ value: 'closed', note: NOTE });
    expect(verdictOf({ seal: SEAL, sealed: null })).toEqual({ value: 'being measured', note: NOTE });
  });

  it('is the score where that may be told, with what makes it weak', () => {
    const sealed = { ...measured, verdict: { value: 4.25, reason: null } };
    expect(verdictOf({ seal: { ...SEAL, weak: true }, sealed })).toEqual({
      value: '+4.3 %',
      note: `${NOTE}; weak: frames of the clip that the search saw`,
    });
  });

  it('is none, with the reason, where the score may not be told or there is no score', () => {
    const denied = { ...measured, verdict: { value: null, reason: 'pan (overlap_too_small)' } };
    expect(verdictOf({ seal: SEAL, sealed: denied })).toEqual({
      value: 'none',
      note: `pan (overlap_too_small); ${NOTE}`,
    });
    const failed = { ...measured, outcome: 'timed_out', score: null, verdict: null };
    expect(verdictOf({ seal: SEAL, sealed: failed })).toEqual({ value: 'none', note: `timed out; ${NOTE}` });
  });
});
