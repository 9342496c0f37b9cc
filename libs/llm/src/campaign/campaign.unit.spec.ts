import {
  campaignCommands,
  campaignDecider,
  type CampaignCommand,
  type CampaignConfig,
  type Proposal,
} from '@codecsmith/campaign';
import type { Clip } from '@codecsmith/experiment';
import type { Fact } from '@codecsmith/kernel';
import { CampaignSpending, gatherMaterial, renderPrompt } from '../index.ts';

const digest = (letter: string) => letter.repeat(64);
const clip = (name: string, letter: string): Clip => ({
  digest: digest(letter),
  name,
  width: 64,
  height: 48,
  fps: { num: 25, den: 1 },
  frames: 10,
  pixelFormat: 'yuv420p',
  matrix: null,
  range: null,
  sourceBytes: 1,
  sourceCompressed: false,
});
const CLIPS = [clip('park', 'a'), clip('hidden_clip', 'b')];

function configFrom(): CampaignConfig {
  const generator = { provider: 'template', language: 'python' };
  const own = { clips: ['park'], sealed: ['hidden_clip'], budget: { evaluations: 9 } };
  const data = campaignCommands.start.parse({ ...own, generator });
  const command = {
    id: 'c',
    type: 'start',
    aggregate: 'campaign',
    aggregateId: 'camp',
    actor: 'user:t',
    data,
  } as CampaignCommand;
  const context = { now: '2026-01-01T00:00:00.000Z', clip: (name: string) => CLIPS.find((one) => one.name === name) };
  const decision = campaignDecider.decide(campaignDecider.initial, command, context);
  if (!decision.accepted || decision.facts[0]?.type !== 'CampaignStarted') throw new Error('not started');
  return decision.facts[0].data;
}

const proposal: Proposal = {
  number: 12,
  resample: 0,
  experimentId: 'camp-12',
  operator: 'edit',
  sweep: null,
  island: 0,
  rung: 0,
  source: { kind: 'generated', provider: 'openai', seed: '1.12.0' },
  model: 'm',
  origin: null,
  parents: ['camp-3'],
  evidence: ['camp-9'],
  inspirations: ['camp-4'],
  planners: [],
  summariser: null,
  inspirationScores: [-21.5],
  failures: ['camp-5'],
  attempts: [
    { experimentId: 'camp-4', number: 4, operator: 'seed', rung: 1, outcome: 'completed', score: -30, gain: null },
    { experimentId: 'camp-5', number: 5, operator: 'edit', rung: 0, outcome: 'crashed', score: null, gain: null },
  ],
  steps: [],
  hints: ['look at chroma'],
  bans: ['wavelets of any kind'],
  lesson: 'motion helps on hidden_clip',
  sees: 6,
  draws: [],
};

const fact = (type: string, data: unknown): Fact => ({
  id: 'f',
  type,
  schemaVersion: 1,
  aggregate: 'experiment',
  aggregateId: 'e',
  version: 1,
  position: 1,
  occurredAt: '2026-01-01T00:00:00.000Z',
  causationId: 'c',
  correlationId: 'camp',
  actor: 'service:t',
  data,
  hash: '',
});

const drafted = (letter: string, hypothesis: string) =>
  fact('CandidateDrafted', {
    code: { digest: digest(letter), sizeBytes: 3 },
    fileName: 'codec.py',
    language: 'python',
    provider: 'openai',
    model: 'm',
    prompt: null,
    reply: null,
    tokens: null,
    costUsd: null,
    hypothesis,
    expected: null,
  });
const requested = (on: Clip) =>
  fact('ExperimentRequested', {
    source: { kind: 'generated', provider: 'openai', seed: 's' },
    clips: [on],
    qualities: [50],
    track: 'pure',
    limits: {},
    lane: 'cpu',
    campaign: 'camp',
    parents: [],
    operator: 'edit',
  });
const measured = (on: Clip) =>
  fact('CandidateMeasured', {
    attempt: 1,
    measurements: [
      {
        clip: on.digest,
        quality: 50,
        bytes: 1,
        kbps: 1234.567,
        bpp: 1,
        ratioRaw: 1,
        ratioSource: null,
        psnr_y: 33.33333,
        psnr_u: 40,
        psnr_v: 40,
        psnr_yuv611: 35,
        psnr_y_framemean: 33,
        ssim_y_ffmpeg: 0.95,
        lossless: false,
        perFrame: digest('f'),
      },
    ],
    bdRate: [
      {
        clip: on.digest,
        anchor: 'x264',
        mode: 'all-intra',
        metric: 'psnr_y',
        percent: 12.34567,
        reason: null,
        overlap: 1,
      },
      {
        clip: on.digest,
        anchor: 'svt-av1',
        mode: 'all-intra',
        metric: 'psnr_y',
        percent: 90,
        reason: null,
        overlap: 1,
      },
    ],
    anchors: [
      { clip: on.digest, anchor: 'x264', mode: 'all-intra', curve: digest('e') },
      { clip: on.digest, anchor: 'x265', mode: 'all-intra', curve: digest('d') },
    ],
    isoQuality: [],
    score: [],
    aggregate: { value: -12.34567, reason: null },
    tier: { percent: null, reason: 'none' },
    flags: [],
    tools: {},
  });
const concluded = (outcome: string, score: number | null, cause: object | null = null) =>
  fact('ExperimentConcluded', { outcome, cause, score });

const excerpt: Clip = { ...clip('park', 'c'), name: `first-4-of-${digest('a').slice(0, 20)}`, frames: 4 };
const STORIES: Record<string, Fact[]> = {
  'camp-3': [requested(excerpt), drafted('1', 'blocks'), concluded('completed', -20)],
  'camp-9': [requested(excerpt), measured(excerpt), concluded('completed', -12.34567)],
  'camp-4': [drafted('2', 'wavelets'), concluded('completed', -30)],
  'camp-6': [
    drafted('1', 'once more'),
    concluded('cancelled', null, { code: 'cancelled', message: 'duplicate of camp-3' }),
  ],
  'camp-5': [
    drafted('3', 'recursion'),
    concluded('crashed', null, { code: 'exception', message: 'RecursionError', line: 4 }),
  ],
};
const sources = {
  factsOf: (id: string) => Promise.resolve(STORIES[id] ?? []),
  textOf: (name: string) => Promise.resolve(TEXTS[name] ?? `code ${name[0]}`),
};
const FRAMES = [
  { bytes: 900, psnr_y: 34.5678 },
  { bytes: 400, psnr_y: 31.25 },
];
const POINT = { q: 30, kbps: 999.123, psnr_y: 32.5678, psnr_yuv611: null, ssim_y_ffmpeg: 0.9, arguments: '-qp 30' };
const TEXTS: Readonly<Record<string, string>> = {
  [digest('e')]: JSON.stringify([POINT]),
  [digest('f')]: JSON.stringify(FRAMES),
};

describe('the material of a proposal', () => {
  it('is what its experiments tell, the numbers from the rung that competed', async () => {
    const text = renderPrompt(await gatherMaterial(proposal, configFrom(), sources)).messages[1]?.content ?? '';
    expect(text).toContain('## The parent, score -12.35\n\n```python\ncode 1\n```');
    expect(text).toContain('| parent | park, first 4 | quality 50 | 1235 | 33.33 | 35 | 0.95 |');
    expect(text).toContain('| anchor | park, first 4 | x264 all-intra, qp 30 | 999.1 | 32.57 | ∞ | 0.9 |');
    expect(text).toContain(
      '- park, first 4, quality 50, frame by frame: bytes 900 400; psnr_y 34.57 31.25; the worst is',
    );
    expect(text).toContain('- look at chroma\n- Do not try this: wavelets of any kind\n');
    expect(text).toContain('- park, first 4: BD-rate of psnr_y against x264 all-intra: 12.35 %');
    expect(text).not.toContain('svt-av1');
    expect(text).toContain('## Another approach (other, score -21.5)');
    expect(text).toContain('crashed (exception): RecursionError\nidea: recursion');
  });

  it('shows of a codec that failed what was changed on the one that works', async () => {
    const broken = [
      fact('ExperimentRequested', { ...(requested(excerpt).data as object), parents: ['camp-3'] }),
      ...(STORIES['camp-5'] ?? []),
    ];
    const own = {
      ...sources,
      factsOf: (id: string) => (id === 'camp-7' ? Promise.resolve(broken) : sources.factsOf(id)),
    };
    const repair: Proposal = { ...proposal, operator: 'repair', parents: ['camp-7'], evidence: ['camp-7'] };
    const text = renderPrompt(await gatherMaterial(repair, configFrom(), own)).messages[1]?.content ?? '';
    expect(text).toContain('It was made from a codec that works (score -20) by this change:\n```diff\n');
    expect(text).toContain('\n-code 1\n');
    expect(text).toContain('\n+code 3\n');
  });

  it("is told with the campaign's own limits", async () => {
    const limited = { ...configFrom(), limits: { cpuMs: 7000 } };
    const text = renderPrompt(await gatherMaterial(proposal, limited, sources)).messages[0]?.content ?? '';
    expect(text).toContain('has 7 s of processor time;');
  });

  it('calls a try that was called off what it is: a duplicate', async () => {
    const again: Proposal = { ...proposal, failures: ['camp-6'] };
    const text = renderPrompt(await gatherMaterial(again, configFrom(), sources)).messages[1]?.content;
    expect(text).toContain('duplicate: this code existed already\nidea: once more');
    expect(text).not.toContain('camp-3');
  });

  it('names no sealed clip, even where a lesson does', async () => {
    const prompt = renderPrompt(await gatherMaterial(proposal, configFrom(), sources));
    const all = JSON.stringify(prompt);
    expect(all).not.toContain('hidden_clip');
    expect(all).not.toContain(digest('b'));
    expect(all).toContain('motion helps on [withheld]');
  });

  it('tells a repair how its parent failed', async () => {
    const repair: Proposal = { ...proposal, operator: 'repair', parents: ['camp-5'], evidence: ['camp-5'] };
    const text = renderPrompt(await gatherMaterial(repair, configFrom(), sources)).messages[1]?.content;
    expect(text).toContain('crashed (exception), line 4: RecursionError');
  });

  it('is not gathered for operators that ask no model', async () => {
    const promote = { ...proposal, operator: 'promote' } as const;
    await expect(gatherMaterial(promote, configFrom(), sources)).rejects.toThrow('operator promote asks no model');
  });
});

describe("spending from a campaign's budget", () => {
  it('reserves and settles each call under a name of its own', async () => {
    const sent: unknown[] = [];
    const spending = new CampaignSpending(
      (command) => {
        sent.push(command);
        return Promise.resolve({ accepted: true });
      },
      'camp',
      'camp-12',
      'd1',
    );
    const first = await spending.reserve({ tokens: 100, costUsd: 0.5 }, 'a call');
    if (first.granted) await spending.settle(first.name, { tokens: 60, costUsd: 0.2 });
    await spending.reserve({ tokens: 100, costUsd: 0.5 }, 'another');
    expect(sent).toMatchObject([
      {
        id: 'reserve:camp:draft-camp-12-d1-1',
        verb: 'reserve',
        data: { reservation: 'draft-camp-12-d1-1', amounts: { tokens: 100 } },
      },
      {
        id: 'settle:camp:draft-camp-12-d1-1',
        verb: 'settle',
        data: { reservation: 'draft-camp-12-d1-1', spent: { tokens: 60 } },
      },
      { data: { reservation: 'draft-camp-12-d1-2' } },
    ]);
  });

  it('does not grant what the campaign refuses', async () => {
    const refusal = { message: 'costUsd: the budget of 0.01 does not allow 0.02 more' };
    const spending = new CampaignSpending(() => Promise.resolve({ accepted: false, refusal }), 'camp', 'camp-1', 'd1');
    expect(await spending.reserve({ tokens: 1, costUsd: 0.02 }, 'a call')).toEqual({ granted: false, ...refusal });
  });
});
