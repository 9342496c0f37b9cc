import { SanitizerPool } from '@codecsmith/sanitizer-pool';
import { checkCode } from './check-code.ts';

const HALF = 'def compress_video_frame(frame, frame_index, config):\n    return frame.tobytes()\n';
const WHOLE = `${HALF}\n\ndef decompress_video_frame(data, frame_index, config):\n    return data\n`;

describe('a draft that is checked before it is sent on', () => {
  let sanitizer: SanitizerPool;
  beforeAll(() => {
    sanitizer = new SanitizerPool({ cpuMs: 300_000, threads: 1 });
  });
  afterAll(() => sanitizer.close());

  it('gets every reason to refuse it, with its line', async () => {
    const problems = await checkCode(sanitizer, { code: HALF, language: 'python', track: 'pure' });
    expect(problems).toMatch(/^line \d+: .*decompress_video_frame/u);
  });

  it('has none when the sanitizer would clear it', async () => {
    expect(await checkCode(sanitizer, { code: WHOLE, language: 'python', track: 'pure' })).toBeNull();
  });

  it('has none when it takes more than reading may take', async () => {
    const hasty = new SanitizerPool({ cpuMs: 1, threads: 1 });
    try {
      const code = `${HALF}\nTABLE = [${'1, '.repeat(8_000)}]\n`;
      expect(await checkCode(hasty, { code, language: 'python', track: 'pure' })).toBeNull();
    } finally {
      await hasty.close();
    }
  });
});
