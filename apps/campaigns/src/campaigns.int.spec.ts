import { rm } from 'node:fs/promises';
import type { Fact } from '@codecsmith/kernel';
import { excerptName, type SealedVariant } from '@codecsmith/campaign';
import type { Clip } from '@codecsmith/experiment';
import { deriveClip } from '@codecsmith/media';
import { LivingCampaigns } from './living-campaigns.ts';
import { Secret } from './secret.ts';
import { SmallLab } from './small-lab.testing.ts';

let lab: SmallLab;
beforeAll(async () => {
  lab = await SmallLab.start();
  await lab.addClip('pan', 6);
  await lab.addClip('hidden', 6);
});
afterAll(() => lab?.stop());
afterEach(() => lab.end('SIGKILL'));

/** What must be alike in two campaigns that differ in their name only: choices, draws, results; no times, no order. */
function story(facts: readonly Fact[], campaign: string): string[] {
  const told = facts
    .filter((fact) => fact.aggregate === 'campaign' || TOLD.has(fact.type))
    .filter((fact) => !TIMED.has(fact.type) && fact.aggregateId !== `${campaign}-sealed`);
  return told
    .map((fact) => `${fact.aggregateId} ${fact.type} ${JSON.stringify(fact.data)}`.replaceAll(campaign, 'it'))
    .sort();
}
function openingIn(facts: readonly Fact[]) {
  const opened = facts.find((fact) => fact.type === 'SealOpened');
  return opened?.data as { clips: string[]; variants: SealedVariant[]; qualities: number[]; secret: string };
}
/** They hold times, or secrets that are drawn afresh. */
const TIMED = new Set(['BudgetSettled', 'CampaignStopped', 'SealOpened']);
const TOLD = new Set(['ExperimentRequested', 'CandidateDrafted', 'CandidateExecuted', 'ExperimentConcluded']);

describe('the campaigns service', () => {
  it('runs a campaign to its end: proposals, promotions, champion, seal, reason', async () => {
    lab.spawn();
    await lab.startCampaign('calm');
    await lab.play('calm');
    const summary = await lab.summary('calm');
    expect(summary).toMatchObject({
      phase: 'stopped',
      planned: 14,
      concluded: 14,
      reason: 'all 14 evaluations are done',
    });
    expect(summary.champion?.score).toBe(summary.sealed?.score);
    expect(summary.spent.evaluations).toBe(14);
  });

  it('is given up when it has nothing left to do, and what begins behind its end is cancelled', async () => {
    const facts = await lab.factsOf('calm');
    const campaigns = new LivingCampaigns();
    const beforeItsEnd = facts.findIndex((fact) => fact.type === 'CampaignStopped');
    for (const fact of facts.slice(0, beforeItsEnd)) campaigns.take(fact);
    expect(campaigns.ids()).toEqual(['calm']);
    for (const fact of facts.slice(beforeItsEnd)) campaigns.take(fact);
    expect(campaigns.ids()).toEqual([]);

    const request = facts.find((fact) => fact.type === 'ExperimentRequested') as Fact;
    const late = { ...request, aggregateId: 'calm-late', position: (facts.at(-1)?.position ?? 0) + 1 };
    campaigns.take(late);
    expect(campaigns.late()).toMatchObject([{ verb: 'cancel', aggregateId: 'calm-late' }]);
    campaigns.take({ ...late, type: 'ExperimentConcluded', position: late.position + 1 });
    expect(campaigns.late()).toEqual([]);
  });

  it('makes the excerpts of its clips known, with the first frames of their planes', async () => {
    const facts = await lab.factsOf('calm');
    const requested = facts.find((fact) => fact.type === 'ExperimentRequested')?.data;
    const { clips } = requested as { clips: { name: string; digest: string; frames: number }[] };
    const { digest: whole } = (facts[0]?.data as { clips: { digest: string }[] }).clips[0] ?? { digest: '' };
    expect(clips).toMatchObject([{ name: excerptName(whole, 2), frames: 2 }]);
    const planes = await lab.artifacts.get(whole);
    expect(await lab.artifacts.get(clips[0]?.digest ?? '')).toEqual(planes.subarray(0, 2 * 96 * 64));
  });

  it('shows its champion a secret variant of the sealed clip, and tells which only then', async () => {
    const facts = await lab.factsOf('calm');
    const opened = openingIn(facts);
    const sealed = facts.find((fact) => fact.aggregateId === 'calm-sealed')?.data as { clips: { digest: string }[] };
    expect(sealed.clips.map(({ digest }) => digest)).toEqual(opened.clips);
    expect(opened.variants.map(({ clip }) => clip)).toEqual(opened.clips);
    const { crop } = opened.variants[0] ?? { crop: { width: 0, height: 0 } };
    expect((await lab.artifacts.get(opened.clips[0] ?? '')).length).toBe(6 * 1.5 * crop.width * crop.height);
    expect(opened.qualities).toEqual(new Secret(opened.secret).shiftQualities([10, 20, 29, 39, 48, 58]));
  });

  it('seals the last third of an only clip, which no proposal sees', async () => {
    lab.spawn();
    await lab.startCampaign('weak', { sealed: [], sealLastThird: true, budget: { evaluations: 8 } });
    await lab.play('weak');
    const facts = await lab.factsOf('weak');
    const requests = facts.filter((fact) => fact.type === 'ExperimentRequested' && fact.aggregateId !== 'weak-sealed');
    const shown = requests.flatMap((fact) => (fact.data as { clips: { frames: number }[] }).clips);
    expect(Math.max(...shown.map(({ frames }) => frames))).toBe(4);
    const { variants } = openingIn(facts);
    const [variant] = variants;
    if (variant === undefined) throw new Error('nothing was opened');
    const { clips } = facts[0]?.data as { clips: [Clip] };
    const part = {
      firstFrame: 4,
      frames: 2,
      crop: variant.crop,
      flip: variant.mirrored,
      alteration: variant.alteration,
    };
    const expected = await deriveClip(clips[0], part, { store: lab.artifacts, name: 'expected' });
    expect(variant.clip).toBe(expected.digest);
  });

  it('comes to the same when it is killed again and again, and asks for nothing twice', async () => {
    lab.spawn();
    await lab.startCampaign('killed');
    await lab.play('killed', async (ended) => {
      if (ended % 4 !== 1) return;
      await lab.end('SIGKILL');
      lab.spawn();
    });
    const facts = await lab.factsOf('killed');
    expect(story(facts, 'killed')).toEqual(story(await lab.factsOf('calm'), 'calm'));
    const requests = facts.filter((fact) => fact.type === 'ExperimentRequested').map((fact) => fact.aggregateId);
    expect(new Set(requests).size).toBe(requests.length);
  });

  it('stops in order when it is asked to, and a campaign waits until it is back', async () => {
    lab.spawn();
    await lab.startCampaign('third', { budget: { evaluations: 4 } });
    await lab.play('third', async (ended) => {
      if (ended !== 2) return;
      expect(await lab.end('SIGTERM')).toBe(0);
      lab.spawn();
    });
    expect(await lab.summary('third')).toMatchObject({ phase: 'stopped', concluded: 4 });
  });

  it('stops a campaign whose experiments cannot be asked for, with the reason', async () => {
    lab.spawn();
    const source = { kind: 'submitted', code: 'pass', fileName: 'codec.py' };
    await lab.submit('experiment', 'request', 'fourth-1', { source, clips: ['pan'] });
    await lab.startCampaign('fourth', { budget: { evaluations: 4 } });
    await lab.play('fourth');
    expect((await lab.summary('fourth')).reason).toBe('fourth-1: subject: an experiment with this id exists already');
  });

  it('stops a campaign whose clip has lost its planes, with the reason', async () => {
    await lab.addClip('lost', 6);
    await lab.startCampaign('fifth', { clips: ['lost'], budget: { evaluations: 4 } });
    const [{ digest }] = ((await lab.factsOf('fifth'))[0]?.data as { clips: [Clip] }).clips;
    await rm(await lab.artifacts.localPath(digest));
    lab.spawn();
    await lab.play('fifth');
    expect((await lab.summary('fifth')).reason).toBe(`artifact ${digest} is not in the store`);
  });
});
