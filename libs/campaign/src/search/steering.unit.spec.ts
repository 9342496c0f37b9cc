import type { CampaignCommandInput, Proposal } from '../index.ts';
import { SimulatedLab } from './lab.testing.ts';

type Steering = CampaignCommandInput<'steer'>['steering'];

/** A campaign with so many proposals ended, and then steered. */
function steered(after: number, ...changes: Steering[]): SimulatedLab {
  const lab = new SimulatedLab();
  lab.start({ budget: { evaluations: 30 } });
  lab.settle();
  for (let ended = 0; ended < after; ended += 1) {
    lab.conclude(lab.open()[0] ?? '');
    lab.settle();
  }
  for (const steering of changes) expect(lab.campaign('steer', { steering })).toBe('accepted');
  return lab;
}

const plansOf = (lab: SimulatedLab): Proposal[] => lab.factsOf('ProposalPlanned') as Proposal[];
const code = { digest: 'c'.repeat(64), sizeBytes: 10 };

describe('a search that people steer', () => {
  it('carries hints and bans in every later plan, and in none before', () => {
    const lab = steered(8, { kind: 'hint', text: 'look at chroma' }, { kind: 'ban', text: 'wavelets' });
    const before = plansOf(lab).length;
    lab.run();
    const plans = plansOf(lab);
    expect(plans.length).toBeGreaterThan(before);
    for (const [index, { hints, bans }] of plans.entries()) {
      expect({ hints, bans }).toEqual(
        index < before ? { hints: [], bans: [] } : { hints: ['look at chroma'], bans: ['wavelets'] },
      );
    }
  });

  it('breeds from the pinned proposal until it is unpinned', () => {
    const lab = steered(14);
    const bred = (plan: Proposal) => plan.operator === 'edit' || plan.operator === 'rewrite';
    const [pinned] = lab
      .results()
      .filter(({ score, plan }) => score !== null && plan.origin === null && plan.number > 3);
    const number = pinned?.plan.number ?? 0;
    lab.campaign('steer', { steering: { kind: 'pin', number } });
    const before = plansOf(lab).length;
    lab.run();
    const later = plansOf(lab).slice(before).filter(bred);
    expect(later.length).toBeGreaterThan(2);
    for (const { parents } of later) expect(parents).toEqual([pinned?.plan.experimentId]);
  });

  it('takes up an injected codec with the next proposal, once', () => {
    const lab = steered(8, { kind: 'inject', code, fileName: 'mine.mjs' });
    lab.run();
    const imports = plansOf(lab).filter(({ operator }) => operator === 'import');
    expect(imports).toHaveLength(1);
    expect(imports[0]?.source).toEqual({ kind: 'submitted', code, fileName: 'mine.mjs', language: null });
  });

  it('goes on to a limit that was raised', () => {
    const lab = steered(8, { kind: 'extend', budget: { evaluations: 40 } });
    lab.run();
    expect(plansOf(lab).at(-1)?.number).toBeGreaterThan(30);
    expect(lab.factsOf('CampaignStopped')).toHaveLength(1);
  });

  it('takes the same course when the log is folded again', () => {
    const changes: Steering[] = [
      { kind: 'hint', text: 'x' },
      { kind: 'inject', code, fileName: 'mine.mjs' },
    ];
    const [once, again] = [steered(8, ...changes), steered(8, ...changes)];
    again.restart();
    once.run();
    again.run();
    expect(plansOf(again)).toEqual(plansOf(once));
  });

  it.each([
    ['a limit that is not above the one before', { kind: 'extend', budget: { evaluations: 30 } }, 'not_more'],
    ['a limit that the campaign does not have', { kind: 'extend', budget: { tokens: 5 } }, 'not_limited'],
    ['no limit', { kind: 'extend', budget: {} }, 'empty_budget'],
    ['a proposal that nobody planned', { kind: 'pin', number: 999 }, 'unknown_proposal'],
    ['a codec in another language', { kind: 'inject', code, fileName: 'a.py', language: 'python' }, 'other_language'],
  ] as const)('refuses %s', (_, steering, reason) => {
    expect(steered(2).campaign('steer', { steering })).toBe(reason);
  });
});
