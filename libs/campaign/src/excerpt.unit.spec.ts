import { excerptFrames, fullFrames } from './excerpt.ts';
import { clipNamed } from './search/lab.testing.ts';

const clip = (width: number, height: number, frames: number) => ({ ...clipNamed('clip', frames), width, height });

describe('how much of a clip a search looks at', () => {
  it.each([
    ['a short clip', clip(480, 270, 10), 4, 10],
    ['150 frames of 384×288', clip(384, 288, 150), 4, 18],
    ['1080p', clip(1920, 1080, 60), 1, 4],
    ['a clip of two frames', clip(1920, 1080, 2), 1, 2],
  ])('%s: four frames, and as many as fit two frame-megapixels', (_, source, cheap, full) => {
    expect([excerptFrames(source, null), fullFrames(source, null)]).toEqual([cheap, full]);
  });

  it('what was asked for, as far as the clip goes', () => {
    expect(fullFrames(clip(384, 288, 150), 100)).toBe(100);
    expect(fullFrames(clip(384, 288, 150), 1000)).toBe(150);
  });
});
