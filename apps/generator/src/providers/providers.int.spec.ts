import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileArtifactStore } from '@codecsmith/artifacts';
import { experimentFacts } from '@codecsmith/experiment';
import type { DraftRequest } from './candidate-provider.ts';
import { SubmitProvider } from './submit.provider.ts';
import { TemplateProvider } from './template.provider.ts';

const DIGEST = 'ab'.repeat(32);
const CLIP = {
  digest: DIGEST,
  name: 'still',
  width: 2,
  height: 2,
  fps: { num: 25, den: 1 },
  frames: 1,
  pixelFormat: 'yuv420p',
  matrix: null,
  range: null,
  sourceBytes: 6,
  sourceCompressed: false,
};

const requestFor = (source: object): DraftRequest =>
  experimentFacts.ExperimentRequested.parse({
    source,
    clips: [CLIP],
    qualities: [20, 40],
    track: null,
    limits: {},
    lane: 'cpu',
    campaign: null,
    parents: [],
    operator: null,
  });

const submitted = requestFor({
  kind: 'submitted',
  code: { digest: DIGEST, sizeBytes: 12 },
  fileName: 'mine.js',
  language: 'javascript',
});
const drawn = (seed: string) => requestFor({ kind: 'generated', provider: 'template', seed });

describe('providers', () => {
  let folder: string;
  let store: FileArtifactStore;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'codecsmith-providers-'));
    store = new FileArtifactStore(folder);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('submit: passes on what came with the request', async () => {
    expect(await new SubmitProvider().draft(submitted)).toEqual({
      code: { digest: DIGEST, sizeBytes: 12 },
      fileName: 'mine.js',
      language: 'javascript',
      hypothesis: null,
      expected: null,
      model: null,
      prompt: null,
      reply: null,
      tokens: null,
      costUsd: null,
    });
  });

  it('template: the seed decides everything, and the code is stored', async () => {
    const provider = new TemplateProvider(store);
    const [one, again, other] = [
      await provider.draft(drawn('one')),
      await provider.draft(drawn('one')),
      await provider.draft(drawn('two')),
    ];
    expect(again).toEqual(one);
    expect(other.code).not.toEqual(one.code);
    const code = (await store.get(one.code.digest)).toString();
    expect(code).toContain('def compress_video_frame(frame, frame_index, config):');
    expect(one).toMatchObject({ language: 'python', fileName: 'template.py', model: null });
  });

  it('refuse a request of another kind', async () => {
    expect(() => new SubmitProvider().draft(drawn('one'))).toThrow(
      'a generated request came to the provider for files',
    );
    await expect(new TemplateProvider(store).draft(submitted)).rejects.toThrow('a submitted request came');
  });
});
