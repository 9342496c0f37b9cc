import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PHONE_ASSUMPTIONS, phoneVideo } from '@codecsmith/test-servers';
import { endless, replace, variant } from './candidates.ts';
import type { ExperimentDocument } from './documents.ts';
import { guestsAtWork, guestsOnceAtWork, stillAlive } from './guests.ts';
import { exampleCodec, Lab } from './lab.ts';

const QUALITIES = '20,80';

interface Failure {
  readonly limit: { readonly name: string; readonly value: number } | null;
  readonly lastLines: string;
}

describe('what becomes of a candidate', () => {
  let lab: Lab;
  let folder: string;

  beforeAll(async () => {
    lab = await Lab.up();
    folder = await mkdtemp(join(tmpdir(), 'codecsmith-candidates-'));
  });
  afterAll(() => lab?.down());

  const outcomeOf = async (exitCode: number, name: string, change: (code: string) => string) => {
    const path = await variant(folder, name, change);
    return lab.json<ExperimentDocument>(
      exitCode,
      'submit',
      path,
      '--clip',
      'orchard',
      '--quality',
      QUALITIES,
      '--wait',
    );
  };

  it('a __main__ block, prints and a class are ordinary Python', async () => {
    const document = await outcomeOf(0, 'main.py', (code) =>
      [
        code,
        'class Helper:',
        '    pass',
        '',
        "print('ready')",
        'if __name__ == "__main__":',
        '    print(undefined_here)',
        '',
      ].join('\n'),
    );
    expect(document).toMatchObject({ outcome: 'completed', cause: null });
    expect(document.runs.map((run) => run.quality)).toEqual([20, 80]);
    expect(document.runs[0]?.bytes).toBeLessThan(document.runs[1]?.bytes ?? 0);
  });

  it('a syntax error is rejected with its line and advice', async () => {
    const document = await outcomeOf(1, 'syntax.py', (code) =>
      replace(code, 'def decompress_video_frame(', 'def decompress_video_frame(('),
    );
    expect(document).toMatchObject({
      outcome: 'rejected',
      cause: { line: 14, advice: expect.stringMatching(/\S/) as string },
      runs: [],
    });
  });

  it('a missing half is rejected by its name', async () => {
    const document = await outcomeOf(1, 'half.py', (code) => replace(code, 'decompress_video_frame', 'unpack_it'));
    expect(document.outcome).toBe('rejected');
    expect(document.cause?.message).toContain('decompress_video_frame');
  });

  it('an exception on frame 3 names side, frame and the line of the author, and there is no bitrate anywhere', async () => {
    const document = await outcomeOf(1, 'frame3.py', (code) =>
      replace(code, '    step =', '    if frame_index == 3:\n        raise ValueError("three")\n    step ='),
    );
    expect(document).toMatchObject({ outcome: 'crashed', cause: { side: 'encode', frame: 3, line: 11 }, runs: [] });
    expect(document.cause?.message).toContain('three');
    expect(JSON.stringify(document)).not.toMatch(/"(kbps|bpp|bytes)":\s*\d/);
  });

  it('an endless loop is timed out within 2 s of its limit, and no process of it is left', async () => {
    const wallMs = 10_000;
    const path = await variant(folder, 'endless.py', endless);
    const limits = ['--limit', `wallMs=${wallMs}`, '--limit', 'cpuMs=60000'];
    const words = [path, '--clip', 'orchard', ...limits, '--wait'];
    const [document, guests] = await Promise.all([
      lab.json<ExperimentDocument>(1, 'submit', ...words),
      guestsOnceAtWork(lab),
    ]);

    expect(await stillAlive(guests)).toEqual([]);
    expect(await guestsAtWork(lab)).toEqual([]);
    expect(document).toMatchObject({ outcome: 'timed_out', cause: { side: 'encode' }, runs: [] });
    const facts = await (await lab.client()).experimentFacts(document.experimentId);
    const { limit, lastLines } = facts.find(({ type }) => type === 'ExecutionTimedOut')?.data as Failure;
    expect(limit).toEqual({ name: 'wallMs', value: wallMs });
    // The candidate's own clock, so that only the supervisor's delay counts and none of the lab's.
    const workedMs = Number(lastLines.split('\n').at(-1));
    expect(workedMs).toBeGreaterThan(0);
    expect(workedMs).toBeLessThanOrEqual(wallMs + 2_000);
  });

  it('state that the encoder keeps in a module global does not reach the decoder', async () => {
    const document = await outcomeOf(1, 'global.py', (code) =>
      replace(
        replace(code, '    step =', '    KEPT.append(frame.copy())\n    step ='),
        'COLOR = "i420"',
        'COLOR = "i420"\nKEPT = []',
      ).replace('    return np.minimum(', '    return KEPT[frame_index]\n    return np.minimum('),
    );
    expect(document).toMatchObject({ outcome: 'crashed', cause: { side: 'decode', frame: 0 }, runs: [] });
  });

  it('a phone’s file is taken everywhere, and each place says what was assumed', async () => {
    const file = join(folder, 'holiday.mp4');
    await phoneVideo(file);
    type Assumed = readonly { readonly code: string; readonly message: string }[];
    const { assumptions } = await lab.json<{ assumptions: Assumed }>(0, 'clip', 'add', file);
    expect(assumptions.map(({ code }) => code)).toEqual(PHONE_ASSUMPTIONS);
    const messages = assumptions.map(({ message }) => message);
    const codec = exampleCodec('intra_dct.py');
    const said = async (...words: string[]): Promise<string> => {
      const { code, stdout, stderr } = await lab.cli(...words);
      expect([words[0], code, stderr]).toEqual([words[0], 0, expect.any(String)]);
      return stdout + stderr;
    };
    const rates = ['--quality', '20,40,60,80', '--wait'];
    const submitted = await lab.cli('submit', codec, '--clip', file, ...rates, '--json');
    const { experimentId } = JSON.parse(submitted.stdout) as ExperimentDocument;
    const search = ['--clip', file, '--sealed', 'none', '--language', 'python', '--budget', 'evaluations=1'];
    const everywhere = {
      show: await said('clip', 'show', 'holiday'),
      measure: await said('measure', file, file),
      submit: submitted.stderr,
      campaign: await said('campaign', 'start', ...search, ...rates, '--id', 'of-phone'),
      report: await reportOf(experimentId),
      'report of a campaign': await reportOf('--campaign', 'of-phone'),
    };
    const silent = Object.entries(everywhere).flatMap(([place, text]) =>
      messages
        .filter((message) => !text.replace(/\s+/g, ' ').includes(message))
        .map((message) => `${place}: ${message}`),
    );
    expect(silent).toEqual([]);
  });

  /** The text of a report, as its page has it. */
  async function reportOf(...of: string[]): Promise<string> {
    const path = join(folder, 'report.html');
    await lab.json(0, 'report', ...of, '--out', path);
    return readFile(path, 'utf8');
  }
});
