import { campaignCommands, campaignDecider, type CampaignCommand, type CampaignCommandInput } from '../index.ts';
import { CLIPS, clipNamed, START } from '../search/lab.testing.ts';
import { SimulatedLab } from '../search/lab.testing.ts';
import { planProposal } from '../search/choose/plan.ts';

const DIGEST = 'a'.repeat(64);
const code = { digest: DIGEST, sizeBytes: 10 };

function started(change: Partial<CampaignCommandInput<'start'>> = {}): SimulatedLab {
  const lab = new SimulatedLab();
  lab.start(change);
  return lab;
}

function proposal(lab: SimulatedLab, number: number, resample = 0) {
  const { state } = lab.history;
  if (state.phase === 'absent') throw new Error('not started');
  const plan = planProposal({
    campaign: 'camp',
    config: state.config,
    number,
    resample,
    seen: [],
    earlier: [],
    final: false,
    leftSeconds: Infinity,
  });
  if (plan === undefined) throw new Error('nothing to propose');
  return plan;
}

function startRefusal(change: object) {
  const data = campaignCommands.start.parse({ ...START, ...change });
  const command = { id: 'c', type: 'start', aggregate: 'campaign', aggregateId: 'camp', actor: 'user:t', data };
  const clip = (name: string) =>
    name === 'deep'
      ? { ...clipNamed('deep'), pixelFormat: 'yuv420p10le' as const }
      : [...CLIPS, clipNamed('short', 2)].find((c) => c.name === name);
  const context = { now: '2026-01-01T00:00:00.000Z', clip };
  const decision = campaignDecider.decide(campaignDecider.initial, command as CampaignCommand, context);
  return decision.accepted ? 'accepted' : decision.refusal;
}

describe('the start of a campaign', () => {
  it('lays out the cascade once: two frames of every clip, then all of them', () => {
    expect(started().factsOf('CampaignStarted')[0]).toMatchObject({
      rungs: [
        { name: 'excerpt', clips: CLIPS.slice(0, 2).map((clip) => ({ of: clip.digest, frames: 2 })), promote: 'best' },
        { name: 'full', clips: CLIPS.slice(0, 2).map((clip) => ({ of: clip.digest, frames: 10 })), promote: 'best' },
      ],
      sealed: [{ name: 'secret' }],
    });
  });

  it('seals the last third of its only clip, and says that this seal is weak', () => {
    const lab = started({ clips: ['park'], sealed: [], sealLastThird: true, flags: ['mine'] });
    expect(lab.factsOf('CampaignStarted')[0]).toMatchObject({
      rungs: [{ clips: [{ frames: 2 }] }, { name: 'full', clips: [{ of: CLIPS[0]?.digest, frames: 7 }] }],
      sealed: [{ name: 'park', frames: 10 }],
      sealedFrom: 7,
      flags: ['mine', 'weak_seal'],
    });
  });

  it('puts a trial of two frames, which ranks, before code that a model writes', () => {
    const lab = started({ generator: { provider: 'openai', models: [{ name: 'm' }] }, budget: { evaluations: 5 } });
    expect(lab.factsOf('CampaignStarted')[0]).toMatchObject({
      rungs: [{ name: 'smoke', clips: [{ frames: 2 }], qualities: [35, 60], promote: 'better' }, {}, {}],
    });
  });

  it.each([
    ['an unknown clip', { clips: ['nowhere'] }, { code: 'unknown_clip', field: 'clips' }],
    ['a 10-bit clip', { clips: ['deep'] }, { code: 'clip_not_8_bit', field: 'clips', allowed: ['yuv420p'] }],
    ['a clip named twice', { clips: ['park', 'park'] }, { code: 'repeated_value', field: 'clips' }],
    ['a sealed clip that is shown', { sealed: ['park'] }, { code: 'sealed_clip_is_shown', field: 'sealed' }],
    ['a last third of two clips', { sealLastThird: true, sealed: [] }, { code: 'seal_not_needed', allowed: ['false'] }],
    ['a last third of two frames', { sealLastThird: true, sealed: [], clips: ['short'] }, { code: 'clip_too_short' }],
    [
      'an import in another language than the models write',
      {
        generator: { provider: 'openai', models: [{ name: 'm' }] },
        imports: [{ code, fileName: 'own.mjs', language: 'javascript' }],
      },
      { code: 'other_language', field: 'imports', allowed: ['python'] },
    ],
    ['models without a name', { generator: { provider: 'openai' } }, { code: 'no_model', field: 'generator.models' }],
    [
      'a model named twice',
      {
        generator: { provider: 'openai', models: [{ name: 'm' }, { name: 'n' }, { name: 'm', inputUsdPerMillion: 1 }] },
      },
      { code: 'repeated_value', field: 'generator.models', message: 'generator.models: "m" is given twice' },
    ],
    [
      'money without prices',
      { generator: { provider: 'openai', models: [{ name: 'm' }] }, budget: { costUsd: 1 } },
      { code: 'no_price', field: 'generator.models' },
    ],
    [
      'a control without genes',
      { control: 'random', generator: { provider: 'replay' } },
      { code: 'control_needs_genes' },
    ],
  ])('is refused for %s', (_, change, refusal) => {
    expect(startRefusal(change)).toMatchObject(refusal);
  });

  it.each([
    ['template', {}, 'javascript', [12, 27, 42, 57]],
    ['template', { language: 'python' as const }, 'python', [15, 35, 60, 85]],
    ['openai', { models: [{ name: 'm' }] }, 'python', [15, 35, 60, 85]],
  ] as const)('of %s with %j writes %s at qualities that suit it', (provider, more, language, qualities) => {
    const { state } = started({
      generator: { provider, ...more, models: [...('models' in more ? more.models : [])] },
    }).history;
    if (state.phase === 'absent') throw new Error('the campaign did not start');
    expect(state.config.generator.language).toBe(language);
    expect(state.config.rungs.find(({ name }) => name === 'excerpt')?.qualities).toEqual(qualities);
  });

  it.each([
    ['all-intra', 2],
    ['low-delay', 5],
    ['random-access', 9],
  ] as const)('of %s codecs shows %i frames on the cheap rung', (mode, frames) => {
    const { state } = started({ generator: { provider: 'template', mode } }).history;
    if (state.phase === 'absent') throw new Error('the campaign did not start');
    expect(state.config.rungs[0]?.clips.map((clip) => clip.frames)).toEqual([frames, frames]);
  });

  it('needs some limit', () => {
    expect(() => campaignCommands.start.parse({ ...START, budget: {} })).toThrow(/a campaign needs a limit/);
  });

  it('happens once', () => {
    expect(started().campaign('start', START)).toBe('already_exists');
  });

  it('comes before everything else', () => {
    expect(new SimulatedLab().campaign('pause', {})).toBe('unknown_campaign');
  });
});

describe('the budget', () => {
  it('is reserved with each proposal, in the same decision', () => {
    const lab = started();
    expect(lab.campaign('plan', proposal(lab, 1))).toBe('accepted');
    expect(lab.factsOf('BudgetReserved')).toEqual([
      {
        reservation: 'evaluate-1-0',
        amounts: { evaluations: 1, tokens: 0, costUsd: 0, executorSeconds: 8 },
        purpose: 'evaluation of camp-1',
      },
    ]);
  });

  it.each([{ tokens: 1000 }, { costUsd: 1 }])('refuses a limit that its provider never comes to: %j', (budget) => {
    const lab = new SimulatedLab();
    lab.start({ budget });
    expect(lab.log).toEqual([]);
  });

  it('allows no call that could exceed it, and counts a reservation that is never settled as spent', () => {
    const lab = started({ budget: { costUsd: 0.01, evaluations: 9 } });
    const reserve = (reservation: string, costUsd: number) =>
      lab.campaign('reserve', { reservation, amounts: { costUsd, tokens: 10 }, purpose: 'a call' });
    expect(reserve('call-1', 0.006)).toBe('accepted');
    expect(reserve('call-2', 0.006)).toBe('budget_exhausted');
    expect(lab.campaign('settle', { reservation: 'call-1', spent: { costUsd: 0.002, tokens: 4 } })).toBe('accepted');
    expect(reserve('call-3', 0.006)).toBe('accepted');
    expect(reserve('call-4', 0.0021)).toBe('budget_exhausted');
    expect(reserve('call-5', 0.002)).toBe('accepted');
  });

  it('settles a reservation once, even after the campaign stopped', () => {
    const lab = started();
    lab.campaign('reserve', { reservation: 'call', amounts: { tokens: 10 }, purpose: 'a call' });
    expect(lab.campaign('stop', {})).toBe('accepted');
    expect(lab.campaign('settle', { reservation: 'call', spent: { tokens: 12 } })).toBe('accepted');
    expect(lab.campaign('settle', { reservation: 'call', spent: { tokens: 12 } })).toBe('unknown_reservation');
    expect(lab.campaign('reserve', { reservation: 'next', amounts: {}, purpose: 'a call' })).toBe('campaign_stopped');
    expect(lab.history.state).toMatchObject({ spent: { tokens: 12 }, open: {} });
  });

  it('refuses an open reservation a second time', () => {
    const lab = started();
    lab.campaign('reserve', { reservation: 'call', amounts: {}, purpose: 'a call' });
    expect(lab.campaign('reserve', { reservation: 'call', amounts: {}, purpose: 'a call' })).toBe(
      'repeated_reservation',
    );
  });
});

describe('the course of a campaign', () => {
  it('numbers its proposals without gaps, and their resamples too', () => {
    const lab = started();
    expect(lab.campaign('plan', proposal(lab, 2))).toBe('out_of_order');
    expect(lab.campaign('plan', proposal(lab, 1))).toBe('accepted');
    expect(lab.campaign('plan', proposal(lab, 1))).toBe('out_of_order');
    expect(lab.campaign('plan', proposal(lab, 1, 2))).toBe('out_of_order');
    expect(lab.campaign('plan', proposal(lab, 1, 1))).toBe('accepted');
    expect(lab.factsOf('BudgetReserved')[1]).toMatchObject({
      reservation: 'evaluate-1-1',
      amounts: { evaluations: 0 },
    });
  });

  it('crowns only what is better than its champion', () => {
    const lab = started();
    const crown = (number: number, score: number) =>
      lab.campaign('crown', { number, experimentId: `camp-${number}`, code, score });
    expect(crown(3, -12)).toBe('accepted');
    expect(crown(4, -12)).toBe('not_better');
    expect(crown(5, -9)).toBe('accepted');
    expect(lab.factsOf('ChampionCrowned')[1]).toMatchObject({ previous: { experimentId: 'camp-3', score: -12 } });
  });

  it('opens the seal once, and for its champion only', () => {
    const lab = started();
    lab.campaign('crown', { number: 1, experimentId: 'camp-1', code, score: -5 });
    const open = (champion: string) =>
      lab.campaign('open-seal', { experimentId: 'camp-sealed', champion, code, clips: [DIGEST], qualities: [50] });
    expect(open('camp-2')).toBe('not_champion');
    expect(open('camp-1')).toBe('accepted');
    expect(open('camp-1')).toBe('seal_is_open');
  });

  it('pauses and resumes; saying so twice is no news', () => {
    const lab = started();
    expect(lab.campaign('pause', {})).toBe('accepted');
    expect(lab.campaign('pause', {})).toBe('accepted');
    expect(lab.campaign('plan', proposal(lab, 1))).toBe('not_running');
    expect(lab.campaign('resume', {})).toBe('accepted');
    expect(lab.factsOf('CampaignPaused')).toHaveLength(1);
  });

  it('ends for good, naming champion and spend', () => {
    const lab = started();
    lab.campaign('crown', { number: 1, experimentId: 'camp-1', code, score: -5 });
    lab.campaign('stop', {});
    expect(lab.factsOf('CampaignStopped')).toEqual([
      {
        reason: { code: 'asked_to', message: 'stopped on request' },
        champion: { experimentId: 'camp-1', score: -5 },
        spent: { evaluations: 0, tokens: 0, costUsd: 0, executorSeconds: 0 },
      },
    ]);
    expect(lab.campaign('resume', {})).toBe('campaign_stopped');
  });
});
