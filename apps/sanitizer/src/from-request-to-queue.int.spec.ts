import { readFileSync } from 'node:fs';
import { offeredModules } from '@codecsmith/jail';
import { SmallLab } from './small-lab.testing.ts';

const sourceOf = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const submitted = (code: string, fileName = 'codec.py') => ({ kind: 'submitted', code, fileName });

const { pure, open } = await offeredModules();
const absent = ['cv2', 'torch'].filter((name) => !open.includes(name));
if (absent.length > 0) process.stdout.write(`SKIPPED, this machine lacks ${absent.join(', ')}: its tracks\n`);
const itWith = (name: string) => (absent.includes(name) ? it.skip : it);

const TORCH_DRAGS_CODECS = [
  {
    rule: 'imports.track',
    message: expect.stringContaining('its build is linked to video codecs') as string,
    advice: 'there is the standard library and numpy, codeckit',
  },
  { rule: 'imports.track' },
];

describe('from request to queue', () => {
  let lab: SmallLab;
  beforeAll(async () => {
    lab = await SmallLab.start();
  });
  afterAll(() => lab.stop());

  it('clears a submitted codec and queues exactly what was cleared', async () => {
    const code = sourceOf('examples/codecs/intra_dct.py');
    const id = await lab.request(submitted(code));
    expect(await lab.fact(id, 'CandidateDrafted')).toMatchObject({
      provider: 'submit',
      fileName: 'codec.py',
      model: null,
    });
    expect(await lab.fact(id, 'CandidateCleared')).toMatchObject({
      candidate: {
        language: 'python',
        api: 'frame',
        color: 'i420',
        track: 'pure',
        family: 'dct',
        imports: ['numpy', 'zlib'],
      },
      changes: [],
      warnings: [],
      duplicateOf: null,
      lineMap: null,
    });
    const queued = (await lab.fact(id, 'ExecutionQueued')) as { code: string };
    expect((await lab.artifacts.get(queued.code)).toString()).toBe(code);
  });

  it('repairs a self test, keeps the lines, and knows a copy', async () => {
    const code = sourceOf('libs/sanitizer/corpus/honest/11_top_level_self_test.py');
    const first = await lab.request(submitted(code));
    const cleared = (await lab.fact(first, 'CandidateCleared')) as { cleared: { digest: string } };
    expect(cleared).toMatchObject({ changes: [17, 18, 19].map((line) => ({ rule: 'module.self-test', line })) });
    const text = (await lab.artifacts.get(cleared.cleared.digest)).toString();
    expect(text.split('\n').slice(0, 12)).toEqual(code.split('\n').slice(0, 12));
    const copy = await lab.request(submitted(code.replace('# quick check', '# the same again')));
    expect(await lab.fact(copy, 'CandidateCleared')).toMatchObject({ duplicateOf: first });
  });

  it('rejects a broken file with line and advice', async () => {
    const id = await lab.request(submitted(sourceOf('libs/sanitizer/corpus/broken/43_missing_decoder.py')));
    expect(await lab.fact(id, 'ExperimentConcluded')).toMatchObject({
      outcome: 'rejected',
      cause: { code: 'entry-points.missing', line: 1, message: 'decompress_video_frame is missing' },
    });
  });

  itWith('cv2')('holds a candidate to the track that was asked for', async () => {
    const code = sourceOf('libs/sanitizer/corpus/honest/27_cv2_jpeg.py');
    const open = await lab.request(submitted(code));
    expect(await lab.fact(open, 'CandidateCleared')).toMatchObject({ candidate: { track: 'open' } });
    const pure = await lab.request(submitted(code), { track: 'pure' });
    expect(await lab.fact(pure, 'CandidateRejected')).toMatchObject({
      violations: [{ rule: 'imports.track', line: 1 }],
    });
  });

  itWith('torch')('clears torch on the pure track only where this machine has a torch without codecs', async () => {
    const code = sourceOf('libs/sanitizer/corpus/honest/30_nn_module_eval.py');
    const isPure = pure.includes('torch');
    const free = await lab.request(submitted(code));
    const candidate = { track: isPure ? 'pure' : 'open', needs: ['torch'] };
    expect(await lab.fact(free, 'CandidateCleared')).toMatchObject({ candidate });
    const held = await lab.request(submitted(code), { track: 'pure' });
    expect(await lab.fact(held, isPure ? 'CandidateCleared' : 'CandidateRejected')).toMatchObject(
      isPure ? { candidate } : { violations: TORCH_DRAGS_CODECS },
    );
  });

  it('takes JavaScript by its file name, and refuses what is no text', async () => {
    const script = await lab.request(submitted(sourceOf('examples/codecs/intra_dct.js'), 'codec.js'));
    expect(await lab.fact(script, 'CandidateCleared')).toMatchObject({ candidate: { language: 'javascript' } });
    const code = await lab.artifacts.put(Buffer.from([0x66, 0xff, 0xfe]));
    const bytes = await lab.request({ kind: 'submitted', code, fileName: 'codec.py' });
    expect(await lab.fact(bytes, 'CandidateRejected')).toMatchObject({ violations: [{ rule: 'text.unreadable' }] });
  });

  it('draws a template from its seed, and says so', async () => {
    const id = await lab.request({ kind: 'generated', provider: 'template', seed: 'spec' });
    expect(await lab.fact(id, 'CandidateDrafted')).toMatchObject({
      provider: 'template',
      hypothesis: expect.stringMatching(/^It codes with /u) as string,
    });
    expect(await lab.fact(id, 'CandidateCleared')).toMatchObject({ changes: [], warnings: [] });
  });
});
