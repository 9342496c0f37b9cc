import type { Cause, Outcome } from '@codecsmith/experiment';
import type { Proposal } from '../../facts/index.ts';
import type { Attempt } from './attempt.ts';

/** How a proposal ended: its last attempt, when nothing about it can change any more. */
export interface Result {
  readonly plan: Proposal;
  /** Proposal that drafted the code: this one, or the one that it promotes. */
  readonly origin: number;
  readonly outcome: Outcome | 'duplicate';
  readonly cause: Cause | null;
  /** −max(BD psnr_y, BD psnr_yuv611) over the rung's clips; null when it cannot be compared. */
  readonly score: number | null;
  /**
   * What it ranks by on its rung: the score, less where no verdict is possible; on a rung of too few points for a score, the
   * saving at equal quality; null where there is neither.
   */
  readonly worth: number | null;
  readonly attempt: Attempt;
}

/** What all attempts come to, by number: order and time of their endings leave no trace in it. */
export interface Results {
  /** Result of each proposal, by number − 1; undefined while it is open. */
  readonly final: readonly (Result | undefined)[];
  /** Attempts whose candidate existed already, with the experiment that had it first. */
  readonly duplicates: ReadonlyMap<string, string>;
  /** Proposals whose last candidate existed already and that may be drawn again. */
  readonly redraw: readonly { readonly number: number; readonly resample: number }[];
}

/**
 * Settles, in number order, which candidates are new and which results are final. A candidate is a duplicate when its
 * tree equals that of an earlier proposal, so a verdict waits until all earlier trees are known.
 */
export function resolve(proposals: readonly Attempt[][], resamples: number): Results {
  const trees = new Map<string, string>();
  const duplicates = new Map<string, string>();
  const redraw: { number: number; resample: number }[] = [];
  let known = true;
  const final = proposals.map((attempts, index) => {
    const last = attempts.at(-1);
    if (last === undefined) return undefined;
    if (last.plan.operator === 'promote') return last.conclusion === null ? undefined : result(last);
    if (!known) return undefined;
    for (const attempt of attempts) register(attempt, trees, duplicates);
    const original = duplicates.get(last.plan.experimentId);
    const again = original !== undefined && last.plan.resample < resamples && mayRedraw(last);
    if (again) redraw.push({ number: index + 1, resample: last.plan.resample + 1 });
    known = !again && (last.tree !== null || last.conclusion !== null);
    if (again || last.conclusion === null) return undefined;
    return result(last, original === undefined ? undefined : 'duplicate');
  });
  return { final, duplicates, redraw };
}

/** What a person brought is not drawn again. */
const mayRedraw = (attempt: Attempt): boolean => attempt.plan.operator !== 'import';

function register(attempt: Attempt, trees: Map<string, string>, duplicates: Map<string, string>): void {
  if (attempt.tree === null) return;
  const original = trees.get(attempt.tree);
  if (original === undefined) trees.set(attempt.tree, attempt.plan.experimentId);
  else duplicates.set(attempt.plan.experimentId, original);
}

/** Points that a score without a verdict is worth less: chroma or range was given up for it. */
const WITHOUT_VERDICT = 10;

function worthOf({ conclusion, measured }: Attempt): number | null {
  if (conclusion?.outcome !== 'completed') return null;
  if (conclusion.score === null) return measured?.saving ?? null;
  return conclusion.score - (measured === null || measured.noVerdict === null ? 0 : WITHOUT_VERDICT);
}

function result(attempt: Attempt, outcome?: 'duplicate'): Result {
  const { conclusion, plan } = attempt;
  if (conclusion === null) throw new Error('a result follows a conclusion');
  return {
    plan,
    origin: plan.origin ?? plan.number,
    outcome: outcome ?? conclusion.outcome,
    cause: conclusion.cause,
    score: outcome === undefined && conclusion.outcome === 'completed' ? conclusion.score : null,
    worth: outcome === undefined ? worthOf(attempt) : null,
    attempt,
  };
}

/** Results of proposals 1 … `through`, or undefined while one of them is open. */
export function seenThrough(results: Results, through: number): readonly Result[] | undefined {
  const seen: Result[] = [];
  for (let number = 1; number <= through; number += 1) {
    const found = results.final[number - 1];
    if (found === undefined) return undefined;
    seen.push(found);
  }
  return seen;
}

/** The longest run of final results from the first proposal on. */
export function prefix(results: Results): readonly Result[] {
  const open = results.final.findIndex((found) => found === undefined);
  const end = open < 0 ? results.final.length : open;
  return results.final.slice(0, end).filter((found) => found !== undefined);
}
