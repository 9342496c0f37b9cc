import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileArtifactStore } from '@codecsmith/artifacts';
import { experimentFacts } from '@codecsmith/experiment';
import { sampleClip } from '@codecsmith/experiment/testing';
import type { DraftRequest } from './candidate-provider.ts';
import type { Fact } from '@codecsmith/kernel';
import { SubmitProvider } from './submit.provider.ts';
import { SweepProvider } from './sweep.provider.ts';
import { TemplateProvider } from './template.provider.ts';

const DIGEST = 'ab'.repeat(32);
const CLIP = sampleClip();

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
const drawn = (seed: string, more: object = {}) => ({
  ...requestFor({ kind: 'generated', provider: 'template', seed }),
  ...more,
});

/** The facts of one experiment, `parent`, whose code is in the store. */
const factsOf = (code: object, steps: readonly object[] = []) => ({
  factsOf: (id: string) =>
    Promise.resolve(
      id === 'parent' ? [{ type: 'CandidateDrafted', data: { ...code, provider: 'template' } } as Fact] : [],
    ),
  proposalOf: () =>
    Promise.resolve({ config: { generator: { language: 'javascript' } }, proposal: { steps } } as never),
});
const CONTEXT = { experimentId: 'exp-1' };

describe('providers', () => {
  let folder: string;
  let store: FileArtifactStore;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'codecsmith-providers-'));
    store = new FileArtifactStore(folder);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('submit: passes on what came with the request', async () => {
    expect(await new SubmitProvider(store).draft(submitted)).toEqual({
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
      tunables: [],
    });
  });

  it.each([
    ['python', 'PRICE = 0.11  # tune 0.05..0.2\n', 'PRICE = 0.08  # tune 0.05..0.2\n'],
    ['javascript', 'const PRICE = 0.11; // tune 0.05..0.2\n', 'const PRICE = 0.08; // tune 0.05..0.2\n'],
  ] as const)(
    'sweep: gives a number of %s code, brought in or written, another value',
    async (language, code, changed) => {
      const number = { name: 'PRICE', low: 0.05, high: 0.2 };
      const source = {
        kind: 'submitted',
        code: await store.put(Buffer.from(code)),
        fileName: 'mine',
        language,
      } as const;
      const parent = await new SubmitProvider(store).draft({ ...requestFor(source), operator: 'import' });
      expect(parent.tunables).toEqual([{ ...number, value: 0.11 }]);
      const proposal = { parents: ['parent'], sweep: { name: 'PRICE', from: 0.11, to: 0.08 } };
      const facts = { proposalOf: () => Promise.resolve({ proposal } as never) };
      const log = { find: () => Promise.resolve({ ...parent, provider: 'submit' } as never) };
      const draft = await new SweepProvider(store, facts, log).draft(
        drawn('7.9.0', { operator: 'sweep', campaign: 'camp' }),
        CONTEXT,
      );
      expect(draft).toMatchObject({
        ...{ language, fileName: 'mine', model: null, tokens: null, hypothesis: 'PRICE: 0.11 → 0.08' },
        tunables: [{ ...number, value: 0.08 }],
      });
      expect((await store.get(draft.code.digest)).toString()).toBe(changed);
    },
  );

  it('template: the seed decides everything, and the code is stored', async () => {
    const provider = new TemplateProvider(store, factsOf({}));
    const [one, again, other] = [
      await provider.draft(drawn('one'), CONTEXT),
      await provider.draft(drawn('one'), CONTEXT),
      await provider.draft(drawn('two'), CONTEXT),
    ];
    expect(again).toEqual(one);
    expect(other.code).not.toEqual(one.code);
    const code = (await store.get(one.code.digest)).toString();
    expect(code).toMatch(/^def (compress_video_frame|encode_video)\(/mu);
    expect(one).toMatchObject({ language: 'python', fileName: 'template.py', model: null });
  });

  it('template: writes in the language of the campaign', async () => {
    const provider = new TemplateProvider(store, factsOf({}));
    const one = await provider.draft(drawn('7.1.0', { operator: 'seed', campaign: 'camp' }), CONTEXT);
    expect(one).toMatchObject({ language: 'javascript', fileName: 'template.js' });
    expect((await store.get(one.code.digest)).toString()).toMatch(/^function compressVideoFrame\(/mu);
  });

  it('template: numbers learn from the results that the plan names', async () => {
    const campaign = { campaign: 'camp' };
    const seed = await new TemplateProvider(store, factsOf({})).draft(
      drawn('7.1.0', { operator: 'seed', ...campaign }),
      CONTEXT,
    );
    const wider = String(await store.get(seed.code.digest)).replace('"lambda":1', '"lambda":1.2');
    const child = { ...seed, code: await store.put(Buffer.from(wider)) };
    const drafts = { parent: seed, child };
    const facts = (steps: readonly object[]) => ({
      ...factsOf({}, steps),
      factsOf: (id: string) => {
        const code = drafts[id as keyof typeof drafts];
        return Promise.resolve([{ type: 'CandidateDrafted', data: { ...code, provider: 'template' } } as Fact]);
      },
    });
    const edit = (steps: readonly object[], number: number) => {
      const request = drawn(`7.${number}.0`, { operator: 'edit', parents: ['parent'], ...campaign });
      return new TemplateProvider(store, facts(steps)).draft(request, CONTEXT);
    };
    const gained = [{ experimentId: 'child', parent: 'parent', gain: 2 }];
    const differing = [];
    for (let number = 5; number < 21; number += 1) {
      const [taught, blank] = [await edit(gained, number), await edit([], number)];
      expect(await edit(gained, number)).toEqual(taught);
      if (taught.code.digest !== blank.code.digest) differing.push(number);
    }
    expect(differing.length).toBeGreaterThan(2);
  });

  it('template: breeds from the code of the parents that the request names', async () => {
    const one = await new TemplateProvider(store, factsOf({})).draft(drawn('7.4.0', { operator: 'seed' }), CONTEXT);
    const provider = new TemplateProvider(store, factsOf(one));
    const child = await provider.draft(drawn('7.9.0', { operator: 'edit', parents: ['parent'] }), CONTEXT);
    const genes = (text: string) => text.split('\n').findLast((line) => line.startsWith('# Genes: '));
    const [before, after] = [await store.get(one.code.digest), await store.get(child.code.digest)].map(String);
    expect(genes(after ?? '')).not.toBe(genes(before ?? ''));
    await expect(provider.draft(drawn('7.9.0', { operator: 'edit', parents: ['lost'] }), CONTEXT)).rejects.toThrow(
      'lost has no code',
    );
  });

  it('refuse a request of another kind', async () => {
    await expect(new SubmitProvider(store).draft(drawn('one'))).rejects.toThrow(
      'a generated request came to the provider for files',
    );
    await expect(new TemplateProvider(store, factsOf({})).draft(submitted, CONTEXT)).rejects.toThrow(
      'a submitted request came',
    );
  });
});
