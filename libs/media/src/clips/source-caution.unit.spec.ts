import { sourceCaution } from './source-caution.ts';

const source = { container: 'mov', codec: 'h264', pixelFormat: 'yuv420p', bitrateKbps: 5860, lossy: true };
const note = (code: string) => ({ code, message: '' });

describe('the caution about a source', () => {
  it('names the codec and the rate of a lossy one on its own grid', () => {
    expect(sourceCaution({ source, assumptions: [note('rotated')] })).toMatch(
      /^decoded from h264 at 5860 kbit\/s, on its own/,
    );
    expect(sourceCaution({ source: { ...source, bitrateKbps: null } })).toMatch(/^decoded from h264, on/);
  });

  it('is silent where the grid was broken, and where nothing was lost', () => {
    expect(sourceCaution({ source, assumptions: [note('off_grid')] })).toBeNull();
    expect(sourceCaution({ source, assumptions: [note('scaled')] })).toBeNull();
    expect(sourceCaution({ source: { ...source, codec: 'ffv1', lossy: false } })).toBeNull();
    expect(sourceCaution({})).toBeNull();
  });
});
