import type { CampaignDocument, CampaignProposal } from '@codecsmith/client';

/** One draft and all its measurements. */
export interface Draft {
  readonly number: number;
  readonly experimentId: string;
  readonly operator: string;
  readonly model: string | null;
  readonly hypothesis: string | null;
  readonly parents: readonly string[];
  /** Of the highest rung that gave a score; null where none did. */
  readonly best: number | null;
  readonly rung: string;
  /** Points over its best parent on the highest common rung. */
  readonly gain: number | null;
  readonly failure: string | null;
}

type Scores = ReadonlyMap<string, number>;

/** Drafts in number order, with their scores on every rung that they reached. */
export function describeDrafts({ proposals, config }: CampaignDocument): Draft[] {
  const rungs = config.rungs.map(({ name }) => name);
  const drafted = proposals.filter(({ operator }) => operator !== 'promote');
  const scores = new Map(drafted.map((draft) => [draft.experimentId, scoresOf(draft, proposals)]));
  return drafted.map((draft) => {
    const own: Scores = scores.get(draft.experimentId) ?? new Map();
    const rung = rungs.findLast((name) => own.has(name));
    const parents = draft.parents.flatMap((parent) => scores.get(parent) ?? []);
    const { number, experimentId, operator, model, hypothesis } = draft;
    const about = { number, experimentId, operator, model, hypothesis, parents: draft.parents };
    const reached = rung ?? draft.rung;
    const best = rung === undefined ? null : (own.get(rung) ?? null);
    return { ...about, best, rung: reached, gain: gainOf(own, parents, rungs), failure: failureOf(draft, proposals) };
  });
}

/** Scores of a draft and of its promotions, by rung. */
function scoresOf({ experimentId, rung, score }: CampaignProposal, proposals: readonly CampaignProposal[]): Scores {
  const promoted = proposals.filter(
    ({ operator, parents }) => operator === 'promote' && parents.includes(experimentId),
  );
  const all = [{ rung, score }, ...promoted].flatMap((one) =>
    one.score === null ? [] : [[one.rung, one.score] as const],
  );
  return new Map(all);
}

function gainOf(own: Scores, parents: readonly Scores[], rungs: readonly string[]): number | null {
  for (const rung of rungs.toReversed()) {
    const mine = own.get(rung);
    const theirs = parents.flatMap((parent) => parent.get(rung) ?? []);
    if (mine !== undefined && theirs.length > 0) return mine - Math.max(...theirs);
  }
  return null;
}

/** How a draft, or a promotion of it, failed. */
function failureOf(draft: CampaignProposal, proposals: readonly CampaignProposal[]): string | null {
  const own = proposals.filter(
    ({ experimentId, operator, parents }) =>
      experimentId === draft.experimentId || (operator === 'promote' && parents.includes(draft.experimentId)),
  );
  const failed = own.find(({ outcome }) => outcome !== null && outcome !== 'completed' && outcome !== 'cancelled');
  return failed === undefined ? null : `${failed.outcome}${failed.cause === null ? '' : `: ${failed.cause}`}`;
}

/** The champion's draft and the best parent of each before it, the first ancestor first. */
export function lineageOf({ champion, proposals }: CampaignDocument, drafts: readonly Draft[]): Draft[] {
  const byId = new Map(drafts.map((draft) => [draft.experimentId, draft]));
  const crowned = proposals.find(({ experimentId }) => experimentId === champion?.experimentId);
  const first = crowned?.operator === 'promote' ? crowned.parents[0] : crowned?.experimentId;
  const line: Draft[] = [];
  for (let draft = byId.get(first ?? ''); draft !== undefined && !line.includes(draft);) {
    line.unshift(draft);
    const parents = draft.parents.flatMap((parent) => byId.get(parent) ?? []);
    draft = parents.toSorted((a, b) => (b.best ?? -Infinity) - (a.best ?? -Infinity))[0];
  }
  return line;
}
