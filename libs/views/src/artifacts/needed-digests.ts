import { digestsIn } from '@codecsmith/artifacts';
import { storedFact, type FactText } from '@codecsmith/ledger';
import type { LabViews } from '../queries/lab-views.ts';

const PAGE = 500;

/** Facts that name reconstructions, and nothing else of the same experiment does. */
const NAMES_RECONSTRUCTIONS = ['CandidateExecuted', 'CandidateReexecuted'];

/**
 * Digests of artifacts that the facts name, in lots. Whatever looks like a digest counts, so that no field is forgotten.
 *
 * @param trimmable experiments whose reconstructions are not needed, because `verify` makes them again
 */
export async function* neededDigests(views: LabViews, trimmable: ReadonlySet<string>): AsyncGenerator<string[]> {
  const { position: last } = await views.head();
  for (let after = 0; after < last;) {
    const texts = await views.factTexts({ after, last, limit: PAGE });
    yield texts.flatMap((text) => digestsIn(trimmable.has(text.aggregateId) ? untrimmed(text) : text.event));
    after = texts.at(-1)?.position ?? last;
  }
}

interface Executed {
  readonly deterministic?: boolean | null;
  readonly runs: readonly { readonly reconstruction?: unknown }[];
}

/** The text of a fact without the reconstructions that can be made again. */
function untrimmed(text: FactText): string {
  const { type, data } = storedFact(text);
  if (!NAMES_RECONSTRUCTIONS.includes(type)) return text.event;
  const { runs, ...rest } = data as Executed;
  // Only a codec that repeats itself gives the same bytes again.
  if (type === 'CandidateExecuted' && rest.deterministic !== true) return text.event;
  return JSON.stringify({ ...rest, runs: runs.map((run) => ({ ...run, reconstruction: null })) });
}
