import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describeWithShared } from '@codecsmith/test-servers';
import type { ExperimentDocument } from './documents.ts';
import { exampleCodec, Lab } from './lab.ts';

const run = promisify(execFile);

describeWithShared('a gallery codec on real video', ['clips/seeking_384x288_25fps_150f.mp4'], ([clipFile]) => {
  let lab: Lab;
  let document: ExperimentDocument;

  beforeAll(async () => {
    lab = await Lab.up();
    const file = exampleCodec('intra_dct.py');
    document = await lab.json<ExperimentDocument>(
      0,
      'submit',
      file,
      '--clip',
      clipFile,
      '--quality',
      '20,40,60,80',
      '--wait',
    );
  });
  afterAll(() => lab?.down());

  const artifact = async (digest: string): Promise<Buffer> => {
    const { apiUrl } = await lab.description();
    const answer = await fetch(`${apiUrl}/api/v1/artifacts/${digest}`, {
      headers: { authorization: `Bearer ${await lab.token()}` },
    });
    expect(answer.status).toBe(200);
    return Buffer.from(await answer.arrayBuffer());
  };

  it('completes with four different rates', () => {
    expect(document.outcome).toBe('completed');
    expect(new Set(document.runs.map((entry) => entry.bytes)).size).toBe(4);
  });

  it('counts the bytes of the stored bitstreams themselves', async () => {
    for (const entry of document.runs) {
      const bytes = await artifact(entry.bitstream);
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(entry.bitstream);
      expect(bytes.length).toBe(entry.bytes);
    }
  });

  it('measures the psnr_y that ffmpeg measures on the stored reconstruction, within 0.001 dB', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'codecsmith-measured-'));
    const raw = ['-f', 'rawvideo', '-pix_fmt', 'yuv420p'];
    const source = join(folder, 'source.yuv');
    await run('ffmpeg', ['-v', 'error', '-i', clipFile, '-fps_mode', 'passthrough', ...raw, source]);
    for (const entry of document.runs) {
      const file = join(folder, `${entry.quality}.yuv`);
      await writeFile(file, await artifact(entry.reconstruction));
      const frames = [...raw, '-s', '384x288', '-r', '25'];
      const inputs = [...frames, '-i', file, ...frames, '-i', source];
      const { stderr } = await run('ffmpeg', [
        '-hide_banner',
        ...inputs,
        '-lavfi',
        '[0:v][1:v]psnr',
        '-f',
        'null',
        '-',
      ]);
      const independent = Number(/PSNR y:([\d.]+)/.exec(stderr)?.[1]);
      expect(Math.abs(independent - entry.psnr_y)).toBeLessThan(0.001);
    }
  });

  it('has a history in order, each fact with its cause and a hash of its own', async () => {
    const history = await lab.history(document.experimentId);
    expect(history.map((fact) => fact.type)).toEqual([
      'ExperimentRequested',
      'CandidateDrafted',
      'CandidateCleared',
      'ExecutionQueued',
      'ExecutionStarted',
      'CandidateExecuted',
      'CandidateMeasured',
      'ExperimentConcluded',
    ]);
    expect(history.map((fact) => fact.version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(
      history.every((fact, index) => index === 0 || fact.position > (history[index - 1]?.position ?? Infinity)),
    ).toBe(true);
    expect(new Set(history.map((fact) => fact.hash)).size).toBe(8);
    expect(history.every((fact) => fact.causationId !== '')).toBe(true);
  });
});
