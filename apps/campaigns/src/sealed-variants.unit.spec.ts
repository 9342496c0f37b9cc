import type { Clip } from '@codecsmith/experiment';
import { changedPlanes } from './sealed-variants.ts';

const clip: Clip = {
  digest: 'a'.repeat(64),
  name: 'c',
  width: 4,
  height: 4,
  fps: { num: 25, den: 1 },
  frames: 2,
  pixelFormat: 'yuv420p',
  matrix: null,
  range: null,
  sourceBytes: 1,
  sourceCompressed: false,
};
/** Luma 0 … 15, chroma 100 … 103 and 200 … 203; the second frame is the first plus 16. */
const frame = [...Array.from({ length: 16 }, (_, at) => at), 100, 101, 102, 103, 200, 201, 202, 203];
const planes = Uint8Array.from([...frame, ...frame.map((value) => value + 16)]);

describe('a variant of a sealed clip', () => {
  it('is cut out of luma and chroma alike, in every frame', () => {
    const crop = { x: 2, y: 2, width: 2, height: 2 };
    const expected = [10, 11, 14, 15, 103, 203];
    expect([...changedPlanes(planes, clip, { crop, mirrored: false })]).toEqual([
      ...expected,
      ...expected.map((value) => value + 16),
    ]);
  });

  it('may be mirrored left to right', () => {
    const crop = { x: 0, y: 0, width: 4, height: 2 };
    const [first] = [[...changedPlanes(planes, { ...clip, frames: 1 }, { crop, mirrored: true })]];
    expect(first).toEqual([3, 2, 1, 0, 7, 6, 5, 4, 101, 100, 201, 200]);
  });

  it('without a change is the clip itself', () => {
    const crop = { x: 0, y: 0, width: 4, height: 4 };
    expect(changedPlanes(planes, clip, { crop, mirrored: false })).toEqual(Buffer.from(planes));
  });
});
