import { rateOf } from './frame-times.ts';

const MS = { num: 1, den: 1000 };
const times = (count: number): number[] => Array.from({ length: count }, (_, index) => index * 40);

describe('the rate of frames', () => {
  it('is what the container says where the times keep it', () => {
    expect(rateOf(times(10), MS, { num: 25, den: 1 })).toEqual({ fps: { num: 25, den: 1 } });
  });

  it('leaves out the step back where times start over, and says it', () => {
    expect(rateOf([...times(10), ...times(10)], MS, { num: 25, den: 1 })).toEqual({
      fps: { num: 25, den: 1 },
      gapsMs: { least: -360, most: 40 },
    });
  });

  it('is the average where a frame is missing', () => {
    expect(rateOf([0, 40, 120, 160], MS, { num: 25, den: 1 })).toEqual({
      fps: { num: 75, den: 4 },
      gapsMs: { least: 40, most: 80 },
    });
  });
});
