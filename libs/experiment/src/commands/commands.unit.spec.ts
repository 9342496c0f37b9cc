import { experimentCommands } from './index.ts';

const requestOn = (clip: string) =>
  experimentCommands.request.safeParse({
    source: { kind: 'submitted', code: 'x', fileName: 'codec.py' },
    clips: [clip],
  });

describe('the clips of a request', () => {
  it('are names or digests', () => {
    expect(requestOn('park').success).toBe(true);
    expect(requestOn('c'.repeat(64)).success).toBe(true);
  });

  it('are refused with what is allowed', () => {
    expect(requestOn('/nope.mp4').error?.issues).toMatchObject([
      { path: ['clips', 0], message: 'the name or the digest of a clip that the lab knows' },
    ]);
  });
});
