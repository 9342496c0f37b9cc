import { frameBytes } from '../commands/frame-format.ts';
import { BUILTIN_CLIPS, isBuiltinClip, makeBuiltinClip } from './builtin-clips.ts';

describe('the built-in clips', () => {
  it.each([
    ['orchard', '594de03420f9e2453d69c958a7e85319dab5f4efb3fbcb200ad17d0b6f0cb26c'],
    ['harbour', '74cf687483f8c9fe89b837d8950f1fcdb372fcadad304ed447d1b7d4bc2e4df4'],
    ['square', '7c3988dc24405d62fe92dbfc15a81377b392f28cce7f7368711849e3772d1bbd'],
  ])('%s is the same bytes on every machine', (name, digest) => {
    const { record, planes } = makeBuiltinClip(name);
    expect(record.digest).toBe(digest);
    expect(isBuiltinClip(digest)).toBe(true);
    expect(planes.length).toBe(record.frames * frameBytes('yuv420p', record.width, record.height));
  });

  it('include an odd size', () => {
    const sizes = BUILTIN_CLIPS.map((name) => makeBuiltinClip(name).record);
    expect(sizes.some(({ width, height }) => width % 2 === 1 && height % 2 === 1)).toBe(true);
  });

  it('have no constant plane in any frame, and stay inside the limited range', () => {
    for (const name of BUILTIN_CLIPS) {
      const { record, planes } = makeBuiltinClip(name);
      const each = frameBytes('yuv420p', record.width, record.height);
      const chroma = (each - record.width * record.height) / 2;
      for (let frame = 0; frame < record.frames; frame += 1) {
        const here = planes.subarray(frame * each, (frame + 1) * each);
        for (const plane of [
          here.subarray(0, -2 * chroma),
          here.subarray(-2 * chroma, -chroma),
          here.subarray(-chroma),
        ]) {
          expect(new Set(plane).size).toBeGreaterThan(8);
        }
        expect(here.every((value) => value >= 16 && value <= 240)).toBe(true);
      }
    }
  });

  it('know that other clips are real', () => expect(isBuiltinClip('0'.repeat(64))).toBe(false));

  it('refuse a name that is not theirs', () => {
    expect(() => makeBuiltinClip('foreman')).toThrow(
      'clip foreman is not built in: there are orchard, harbour, square',
    );
  });
});
