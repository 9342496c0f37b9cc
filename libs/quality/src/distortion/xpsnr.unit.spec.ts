import { FrameComparison } from './frame-comparison.ts';

const [WIDTH, HEIGHT] = [2304, 1152];

describe('XPSNR of pictures larger than HD', () => {
  it('looks at squares of two by two: stripes of two columns have an activity that is known', () => {
    const value = 20;
    const reference = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, at) => (at % 4 < 2 ? value : 0));
    const distorted = reference.map((sample) => sample + 2);
    // Each square is 32 times the value off its surroundings, for four samples; at first all of it is change, twice.
    const activity = 8 * value + value;
    const mean = Math.sqrt((16 * 2 ** 7) / Math.sqrt((WIDTH * HEIGHT) / (3840 * 2160)));
    const comparison = new FrameComparison({ width: WIDTH, height: HEIGHT, bitDepth: 8, chroma: '400' }, 60);
    expect(comparison.next(reference, distorted).weighted).toBe(
      Math.floor((4 * WIDTH * HEIGHT * mean) / activity + 0.5),
    );
    // Nothing changed since: the change of the change is that of the first frame, turned round.
    expect(comparison.next(reference, distorted).weighted).toBe(
      Math.floor((4 * WIDTH * HEIGHT * mean) / activity + 0.5),
    );
    expect(comparison.next(reference, distorted).weighted).toBe(
      Math.floor((4 * WIDTH * HEIGHT * mean) / (8 * value) + 0.5),
    );
  });
});
