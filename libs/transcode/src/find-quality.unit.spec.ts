import { searchQuality } from './find-quality.ts';

/** A codec whose PSNR is 20 dB and 0.2 a quality, and whose rate is 10 kbps for each. */
const numbersOf = (quality: number) => Promise.resolve({ quality, psnrDb: 20 + 0.2 * quality, kbps: 10 * quality });

describe('the search for a quality', () => {
  it('finds the lowest that reaches a PSNR', async () => {
    expect(await searchQuality({ psnrDb: 30.1 }, numbersOf)).toMatchObject({ quality: 51, reached: true });
    expect(await searchQuality({ psnrDb: 1 }, numbersOf)).toMatchObject({ quality: 1, reached: true });
  });

  it('finds the highest that keeps a rate', async () => {
    expect(await searchQuality({ kbps: 505 }, numbersOf)).toMatchObject({ quality: 50, kbps: 500, reached: true });
    expect(await searchQuality({ kbps: 10_000 }, numbersOf)).toMatchObject({ quality: 100, reached: true });
  });

  it('says where nothing reaches the target, and gives the nearest', async () => {
    expect(await searchQuality({ psnrDb: 50 }, numbersOf)).toMatchObject({ quality: 100, reached: false });
    expect(await searchQuality({ kbps: 5 }, numbersOf)).toMatchObject({ quality: 1, reached: false });
  });

  it('takes lossless for enough', async () => {
    const lossless = (quality: number) => Promise.resolve({ quality, psnrDb: quality < 90 ? 30 : null, kbps: quality });
    expect(await searchQuality({ psnrDb: 60 }, lossless)).toMatchObject({ quality: 90, psnrDb: null, reached: true });
  });

  it('tries no quality twice', async () => {
    const tried: number[] = [];
    await searchQuality({ kbps: 505 }, (quality) => {
      tried.push(quality);
      return numbersOf(quality);
    });
    expect(new Set(tried).size).toBe(tried.length);
    expect(tried.length).toBeLessThanOrEqual(8);
  });
});
