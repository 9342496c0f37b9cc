import * as fc from 'fast-check';
import { campaignFacts, explain, firstProposals, nextSteps, summarize, type Proposal } from '../index.ts';
import { median } from './choose/parent.ts';
import { SimulatedLab, START } from './lab.testing.ts';

const plansOf = (lab: SimulatedLab) =>
  (lab.factsOf('ProposalPlanned') as Proposal[]).sort((a, b) => a.number - b.number || a.resample - b.resample);
const story = (lab: SimulatedLab) => ({
  plans: plansOf(lab),
  champions: lab.factsOf('ChampionCrowned'),
  lessons: lab.factsOf('LessonLearned'),
  seals: lab.factsOf('SealOpened'),
  end: lab.factsOf('CampaignStopped').map((data) => campaignFacts.CampaignStopped.parse(data).reason),
});

const DIGEST = 'd'.repeat(64);
/** One measured run, as far as a campaign does not care. */
const MEASURED = {
  ...{ attempt: 1, bdRate: [], isoQuality: [], score: [], flags: [], tools: {} },
  ...{ aggregate: { value: -3, reason: null }, tier: { percent: null, reason: 'none' } },
  measurements: [
    {
      ...{ clip: DIGEST, quality: 20, bytes: 1, kbps: 1, bpp: 1, ratioRaw: 1, ratioSource: null, perFrame: DIGEST },
      ...{ psnr_y: 30, psnr_u: 30, psnr_v: 30, psnr_yuv611: 30, psnr_y_framemean: 30, ssim_y_ffmpeg: 0.9 },
      lossless: false,
    },
  ],
};

function finished(change: Partial<typeof START> = {}, pick?: (open: number) => number): SimulatedLab {
  const lab = new SimulatedLab();
  lab.start(change);
  lab.run(pick);
  return lab;
}

describe('a campaign', () => {
  it('spends its evaluations, opens the seal for the champion once, and stops with the reason', () => {
    const lab = finished();
    const told = summarize(lab.history);
    expect(told).toMatchObject({
      phase: 'stopped',
      reason: 'all 40 evaluations are done',
      planned: 40,
      concluded: 40,
      spent: { evaluations: 40, tokens: 0, costUsd: 0 },
    });
    expect(told.champion?.score).toBe(told.progress.at(-1)?.score);
    expect(lab.factsOf('SealOpened')).toHaveLength(1);
    const score = told.champion?.score;
    expect(told.sealed).toEqual({ experimentId: 'camp-sealed', outcome: 'completed', score, verdict: null });
  });

  it('tells why the champion has no verdict where the sealed clips give a score only', () => {
    const { history, log } = finished();
    const last = log.at(-1);
    if (last === undefined) throw new Error('nothing was recorded');
    const verdict = { value: null, reason: 'crowd (overlap_too_small)' };
    history.take({
      ...{ ...last, aggregate: 'experiment', aggregateId: 'camp-sealed', position: last.position + 1 },
      ...{ type: 'CandidateMeasured', data: { ...MEASURED, verdict } },
    });
    expect(summarize(history).sealed?.verdict).toEqual(verdict);
  });

  it('shows the sealed clips to the very file that was measured, whatever its language', () => {
    const lab = finished();
    const [opened] = lab.factsOf('SealOpened') as [{ code: object; champion: string }];
    const source = { kind: 'submitted', code: opened.code, fileName: 'draft.mjs', language: 'javascript' };
    expect(lab.asked.get('campaigns:camp-sealed')?.data).toMatchObject({ source, parents: [opened.champion] });
  });

  it('finds more than uniform samples of the same genes in the same budget', () => {
    const best = (control: 'search' | 'random', seed: number) =>
      summarize(finished({ control, seed, budget: { evaluations: 60 } }).history).champion?.score ?? -Infinity;
    const pairs = [1, 2, 3, 4, 5, 6, 7].map((seed) => [best('search', seed), best('random', seed)] as const);
    expect(median(pairs.map(([search]) => search))).toBeGreaterThan(median(pairs.map(([, random]) => random)));
    expect(pairs.filter(([search, random]) => search > random).length).toBeGreaterThanOrEqual(5);
  });

  it('comes to the same whatever order its evaluations end in', () => {
    const expected = story(finished());
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat()), (order) => {
        const lab = finished({}, (open) => (order.next().value as number) % open);
        expect(story(lab)).toEqual(expected);
      }),
      { numRuns: 15 },
    );
  });

  it('goes on after a crash at any moment as if nothing had happened, asking for nothing twice', () => {
    const expected = story(finished());
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 }), fc.infiniteStream(fc.nat()), (moment, order) => {
        const lab = new SimulatedLab();
        lab.start();
        let ended = 0;
        lab.run((open) => {
          if (ended++ === moment) lab.restart();
          return (order.next().value as number) % open;
        });
        expect(story(lab)).toEqual(expected);
        const requests = lab.log.filter((fact) => fact.type === 'ExperimentRequested').map((fact) => fact.aggregateId);
        expect(new Set(requests).size).toBe(requests.length);
      }),
      { numRuns: 15 },
    );
  });

  it('makes other choices with another seed', () => {
    const plans = (seed: number) => plansOf(finished({ seed })).map((plan) => [plan.operator, plan.parents]);
    expect(plans(8)).not.toEqual(plans(7));
  });

  it('writes facts that fit their own schemas', () => {
    const lab = finished();
    for (const fact of lab.log.filter(({ aggregate }) => aggregate === 'campaign')) {
      const schema = campaignFacts[fact.type as keyof typeof campaignFacts];
      expect(schema.parse(fact.data)).toEqual(fact.data);
    }
  });

  it('plans proposal k from the results up to k − 6, and no more than four at a time', () => {
    const lab = new SimulatedLab();
    lab.start();
    lab.settle();
    expect(plansOf(lab).map((plan) => plan.number)).toEqual([1, 2, 3, 4]);
    for (const plan of plansOf(finished()).slice(0, 37)) expect(plan.sees).toBe(Math.max(0, plan.number - 6));
    lab.conclude('camp-2');
    lab.conclude('camp-3');
    lab.conclude('camp-4');
    lab.settle();
    expect(plansOf(lab).map((plan) => plan.number)).toEqual([1, 2, 3, 4, 5, 6]);
    lab.conclude('camp-1');
    lab.settle();
    expect(plansOf(lab).at(-1)?.number).toBeGreaterThan(6);
  });

  it('charges a lost execution up to its last beat, not until the loss was noticed', () => {
    const spent = (beatsMs: number | null) => {
      const lab = new SimulatedLab();
      lab.start();
      lab.settle();
      if (beatsMs !== null) lab.lose('camp-1', beatsMs);
      lab.conclude('camp-1');
      lab.settle();
      return summarize(lab.history).spent.executorSeconds;
    };
    expect(spent(5_000) - spent(null)).toBe(5);
  });

  it('never draws a sealed experiment as parent, inspiration or evidence', () => {
    for (const plan of plansOf(finished())) {
      expect([...plan.parents, ...plan.evidence, ...plan.inspirations, ...plan.failures]).not.toContain('camp-sealed');
    }
  });

  it('draws a proposal again when its candidate exists already, at most twice, as one evaluation', () => {
    const lab = finished({ budget: { evaluations: 120 }, parameters: { islands: 1 } });
    const again = plansOf(lab).filter((plan) => plan.resample > 0);
    expect(again.length).toBeGreaterThan(0);
    expect(Math.max(...again.map((plan) => plan.resample))).toBeLessThanOrEqual(2);
    expect(summarize(lab.history).spent.evaluations).toBe(120);
  });

  it('plans nothing while it is paused, and goes on where it was', () => {
    const lab = new SimulatedLab();
    lab.start();
    lab.settle();
    expect(lab.campaign('pause', {})).toBe('accepted');
    for (const id of lab.open()) lab.conclude(id);
    lab.settle();
    expect(lab.open()).toEqual([]);
    expect(lab.campaign('resume', {})).toBe('accepted');
    lab.run();
    expect(story(lab)).toEqual(story(finished()));
  });

  it('cancels what is under way when it is stopped', () => {
    const lab = new SimulatedLab();
    lab.start();
    lab.settle();
    expect(lab.campaign('stop', {})).toBe('accepted');
    lab.settle();
    expect(lab.open()).toEqual([]);
    expect(nextSteps(lab.history, lab.now()).filter((step) => !lab.asked.has(step.id))).toEqual([]);
    expect(summarize(lab.history)).toMatchObject({ phase: 'stopped', reason: 'stopped on request' });
  });

  it('records every draw with its candidates, its weights and what was chosen', () => {
    const bred = plansOf(finished()).find((plan) => plan.operator === 'crossover');
    expect(bred?.draws.map((draw) => draw.name)).toEqual(expect.arrayContaining(['island', 'operator', 'parent']));
    for (const draw of bred?.draws ?? []) {
      expect(draw.weights).toHaveLength(draw.candidates.length);
      expect(draw.candidates).toContain(draw.chosen);
    }
  });

  it('promotes only candidates of the best third of their rung', () => {
    const lab = finished();
    const promoted = plansOf(lab).filter((plan) => plan.operator === 'promote');
    expect(promoted.length).toBeGreaterThan(5);
    expect(promoted.every((plan) => plan.rung === 1 && plan.origin !== null && plan.origin < plan.number)).toBe(true);
    expect(new Set(promoted.map((plan) => plan.origin)).size).toBe(promoted.length);
  });

  it('searches on four islands with migration when it is large', () => {
    const lab = finished({ budget: { evaluations: 220 } });
    const islands = new Set(plansOf(lab).map((plan) => plan.island));
    expect([...islands].sort()).toEqual([0, 1, 2, 3]);
  });

  it('stops when it reached its target', () => {
    const lab = finished({ parameters: { targetScore: -30 } });
    expect(summarize(lab.history).reason).toContain('reached the target -30');
  });

  it('stops on wall time and tells so', () => {
    const lab = finished({ budget: { evaluations: 40, wallSeconds: 60 } });
    expect(summarize(lab.history).reason).toBe('the 60 s of wall time are over');
  });

  it.each(['running', 'paused'])('ends on wall time while everything hangs (%s)', (phase) => {
    const lab = new SimulatedLab();
    lab.start({ budget: { evaluations: 40, wallSeconds: 60 } });
    lab.settle();
    expect(lab.open()).not.toEqual([]);
    if (phase === 'paused') lab.campaign('pause', {});
    lab.pass(61_000);
    lab.restart();
    lab.settle();
    expect(lab.open()).toEqual([]);
    expect(summarize(lab.history)).toMatchObject({ phase: 'stopped', reason: 'the 60 s of wall time are over' });
  });

  it('says that candidates were measured only where one was', () => {
    const lab = new SimulatedLab();
    lab.allFail = true;
    lab.start({ smoke: true, budget: { evaluations: 12 } });
    lab.run();
    expect(summarize(lab.history).reason).toMatch(
      /^no candidate could be measured on the highest rung: 0 of \d+ proposals worked on a lower one$/u,
    );
  });

  it('tells a model every failure while nobody has a score, and lets it repair one', () => {
    const lab = new SimulatedLab();
    lab.allFail = true;
    const generator = { provider: 'openai' as const, models: [{ name: 'a' }] };
    lab.start({ generator, budget: { evaluations: 30 }, parameters: { stopAfterUndrafted: 30 } });
    lab.run();
    const plans = plansOf(lab).filter(({ number }) => number > 8);
    expect(plans.every(({ failures }) => failures.length === 3)).toBe(true);
    expect(plans.every(({ attempts }) => attempts.length > 0)).toBe(true);
    expect(new Set(plans.map(({ operator }) => operator))).toEqual(new Set(['seed', 'repair']));
    const told = new Set(plansOf(lab).flatMap(({ attempts }) => attempts.map(({ number }) => number)));
    const last = Math.max(...plans.map(({ number }) => number));
    const sure = Array.from({ length: last - 6 }, (_, index) => index + 1);
    expect(sure.filter((number) => !told.has(number))).toEqual([]);
  });

  it('tells a model the best, the worst and the latest tries with their gains', () => {
    const lab = new SimulatedLab();
    lab.start({ generator: { provider: 'openai', models: [{ name: 'a' }] }, budget: { evaluations: 60 } });
    lab.run();
    const drafted = plansOf(lab).filter(({ origin, number }) => origin === null && number > 20);
    expect(drafted.length).toBeGreaterThan(5);
    for (const { attempts, inspirations, inspirationScores } of drafted) {
      // And whatever failed of late.
      expect(attempts.filter(({ outcome }) => outcome === 'completed').length).toBeLessThanOrEqual(13);
      expect(attempts.map(({ number }) => number)).toEqual(attempts.map(({ number }) => number).sort((a, b) => a - b));
      expect(attempts.some(({ score }) => score !== null)).toBe(true);
      expect(inspirationScores).toHaveLength(inspirations.length);
      expect(inspirationScores).not.toContain(null);
    }
    expect(drafted.some(({ attempts }) => attempts.some(({ gain }) => gain !== null))).toBe(true);
  });

  it('ends at once when every model refuses for good, with the last words of each', () => {
    const models = [{ name: 'a' }, { name: 'b' }];
    const lab = new SimulatedLab();
    lab.refuses = { code: 'quota_exhausted', message: '402 no credit' };
    lab.start({ generator: { provider: 'openai', models }, budget: { evaluations: 100 } });
    lab.run();
    const { reason, planned } = summarize(lab.history);
    expect(reason).toBe('no model answers any more: a: 402 no credit; b: 402 no credit');
    expect(planned).toBeLessThan(15);
  });

  it('tells that a model is waited for, once, until there is an answer', () => {
    const lab = new SimulatedLab();
    lab.start();
    const waiting = () => summarize(lab.history).waiting;
    expect(waiting()).toBeNull();
    for (const reason of ['connect ECONNREFUSED', 'still']) lab.campaign('report-model', { model: 'a', reason });
    expect(waiting()).toBe('waiting for the model server: a: connect ECONNREFUSED');
    lab.campaign('report-model', { model: 'a', reason: null });
    lab.campaign('report-model', { model: 'a', reason: null });
    expect(waiting()).toBeNull();
    expect([lab.factsOf('ModelWaitedFor').length, lab.factsOf('ModelWaitEnded').length]).toEqual([1, 1]);
  });

  it.each([0.0004, null])('stops on its money with the reason, having spent no more (calls come to %s)', (usd) => {
    const lab = new SimulatedLab();
    lab.price = { boundUsd: 0.0007, usd };
    lab.start({ budget: { costUsd: 0.01, evaluations: 1000 } });
    lab.run();
    const { phase, reason, spent } = summarize(lab.history);
    expect({ phase, reason }).toEqual({ phase: 'stopped', reason: 'costUsd: the budget does not allow it' });
    expect(lab.takenUsd).toBeLessThanOrEqual(0.01);
    expect(spent.costUsd).toBeCloseTo(lab.takenUsd, 9);
  });

  it('can explain each proposal from its recorded draws', () => {
    const plans = plansOf(finished());
    const edit = plans.find((plan) => plan.operator === 'edit');
    if (edit === undefined) throw new Error('no edit');
    const lines = explain(edit);
    expect(lines[0]).toBe(`edit: saw results up to ${edit.sees}`);
    expect(lines).toHaveLength(1 + edit.draws.length);
    expect(lines.find((line) => line.startsWith('operator: edit ('))).toMatch(
      /^operator: edit \(\d+\.\d %; drew 0\.\d{4}\), before /u,
    );
    expect(explain(plans[0] ?? edit)).toEqual(['seed: a seed of the search: there was nothing to breed from']);
  });

  it('tells beforehand how it would begin', () => {
    const lab = finished();
    if (lab.history.state.phase === 'absent') throw new Error('not started');
    const { config } = lab.history.state;
    expect(firstProposals('camp', config)).toEqual(
      plansOf(lab)
        .filter((plan) => plan.resample === 0)
        .slice(0, 6),
    );
  });

  it('goes by the verdict: a score that chroma was given up for is worth ten points less', () => {
    const lab = new SimulatedLab();
    // Without the first gene at its best, a score is 2 less; with it, there is no verdict.
    lab.verdictOf = (genes) => genes[0] !== 2;
    lab.start({ budget: { evaluations: 120 } });
    lab.run();
    const champion = summarize(lab.history).champion;
    const crowned = lab.factsOf('ChampionCrowned') as { experimentId: string; score: number; worth: number }[];
    expect(crowned.at(-1)).toMatchObject({ experimentId: champion?.experimentId, score: champion?.score });
    expect(crowned.at(-1)?.worth).toBe(crowned.at(-1)?.score);
    expect(champion?.noVerdict).toBeNull();
    const best = Math.max(
      ...lab.factsOf('ExperimentConcluded').map((data) => (data as { score: number | null }).score ?? -99),
    );
    expect(best).toBeGreaterThan(champion?.score ?? Infinity);
  });

  it('ranks by the saving at equal quality where a trial gives no score, and goes on with what beats its parent', () => {
    const lab = new SimulatedLab();
    const generator = { provider: 'openai' as const, models: [{ name: 'a' }] };
    lab.start({ generator, budget: { evaluations: 60 } });
    lab.savesOnly = (id) => plansOf(lab).find((plan) => plan.experimentId === id)?.rung === 0;
    lab.run();
    const results = lab.results();
    const savings = new Map(results.filter(({ plan }) => plan.rung === 0).map((one) => [one.plan.experimentId, one]));
    const promoted = new Set(results.filter(({ plan }) => plan.rung === 1).map(({ origin }) => origin));
    const beats = [...savings.values()].filter(({ plan, worth }) => {
      const parents = plan.parents.flatMap((parent) => savings.get(parent)?.worth ?? []);
      return worth !== null && parents.length > 0 && worth > Math.max(...parents);
    });
    expect(results.every(({ plan, score }) => plan.rung > 0 || score === null)).toBe(true);
    expect(beats.length).toBeGreaterThan(3);
    expect(beats.filter(({ origin }) => !promoted.has(origin)).map(({ plan }) => plan.number)).toEqual([]);
    expect(summarize(lab.history).champion?.rung).toBeNull();
  });

  it('crowns a champion without a verdict where there is none with one, and says why', () => {
    const lab = new SimulatedLab();
    lab.verdictOf = () => false;
    lab.start({ budget: { evaluations: 12 } });
    lab.run();
    const { champion } = summarize(lab.history);
    expect(champion?.noVerdict).toBe('chroma');
    expect((lab.factsOf('ChampionCrowned') as { score: number; worth: number }[]).at(-1)?.worth).toBe(
      (champion?.score ?? NaN) - 10,
    );
  });

  it('crowns the best of the highest rung reached where none reached the highest, and names the rung', () => {
    const lab = finished({ budget: { evaluations: 3 }, parameters: { finals: 0 } });
    const { champion, sealed } = summarize(lab.history);
    expect(champion).toMatchObject({ rung: 'excerpt' });
    expect(sealed).toMatchObject({ outcome: 'completed' });
    const scores = lab.results().flatMap(({ score }) => score ?? []);
    expect(champion?.score).toBe(Math.max(...scores));
  });

  it.each([40, 100])('spends no more than %i executor seconds, and keeps enough to carry the best up', (seconds) => {
    const lab = new SimulatedLab();
    lab.start({ budget: { executorSeconds: seconds }, parameters: { reservedExecutorSeconds: 10 } });
    lab.run();
    const { spent, champion, reason } = summarize(lab.history);
    expect(spent.executorSeconds).toBeLessThanOrEqual(seconds);
    expect(champion?.rung).toBeNull();
    expect(reason).toMatch(/executorSeconds/u);
    expect(plansOf(lab).at(-1)?.operator).toBe('promote');
  });

  it('tells a template what each child of one parent gained, and a model nothing of it', () => {
    const bred = plansOf(finished()).filter((plan) => plan.number > 20 && plan.operator === 'edit');
    expect(bred.length).toBeGreaterThan(3);
    for (const { steps, sees } of bred) {
      expect(steps.length).toBeGreaterThan(2);
      for (const { experimentId, parent } of steps) {
        expect(Number(/\d+/u.exec(experimentId)?.[0])).toBeLessThanOrEqual(sees);
        expect(parent).not.toBe(experimentId);
      }
    }
    const lab = new SimulatedLab();
    lab.start({ generator: { provider: 'openai', models: [{ name: 'a' }] }, budget: { evaluations: 40 } });
    lab.run();
    expect(plansOf(lab).every(({ steps }) => steps.length === 0)).toBe(true);
  });
});
