import { forkOf, type CampaignConfig } from './index.ts';
import { SimulatedLab, START } from './search/lab.testing.ts';

const configOf = (lab: SimulatedLab): CampaignConfig => lab.factsOf('CampaignStarted')[0] as CampaignConfig;

function ran(change: Partial<typeof START> = {}): SimulatedLab {
  const lab = new SimulatedLab();
  lab.start({ budget: { evaluations: 12 }, ...change });
  lab.run();
  return lab;
}

describe('a fork', () => {
  it.each([
    ['with defaults', {}],
    [
      'with a model',
      { generator: { provider: 'openai' as const, language: 'javascript' as const, models: [{ name: 'a' }] } },
    ],
    ['with rungs of its own', { excerptFrames: 3, fullFrames: 6, excerptQualities: [20, 50], qualities: [10, 50, 90] }],
    ['on the last third of one clip', { clips: ['park'], sealed: [], sealLastThird: true }],
  ])('of a campaign %s has its clips, rungs, models and parameters, and begins with one codec', (_, change) => {
    const lab = ran(change);
    const fork = forkOf(lab.history, 2, { seed: 9 });
    if (!fork.ok) throw new Error(fork.message);
    const other = new SimulatedLab();
    other.start(fork.start);
    const [from, to] = [configOf(lab), configOf(other)];
    expect({ ...to, seed: from.seed, imports: [], forkedFrom: null }).toEqual(from);
    expect(to.forkedFrom).toEqual({ campaign: lab.history.id, number: 2 });
    expect(to.imports[0]?.code).toEqual(lab.history.attemptsAt(2).at(-1)?.drafted?.code);
  });

  it('keeps the hints and bans that were given on the way', () => {
    const lab = ran({ hints: ['first'] });
    const running = new SimulatedLab();
    running.start({ hints: ['first'] });
    running.settle();
    running.campaign('steer', { steering: { kind: 'ban', text: 'wavelets' } });
    const fork = forkOf(running.history, 1);
    expect(fork.ok && fork.start.hints).toEqual(['first', 'Do not try this: wavelets']);
    expect(forkOf(lab.history, 99)).toMatchObject({ ok: false, code: 'unknown_proposal' });
  });
});
