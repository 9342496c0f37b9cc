import type { Fact } from '@codecsmith/client';
import { lastData, textOf } from '../../data/facts.ts';
import { ArtifactDetails } from '../../parts/artifact-details.tsx';

const ENDINGS = [
  'CandidateExecuted',
  'ExecutionCrashed',
  'ExecutionTimedOut',
  'ExecutionOutOfMemory',
  'OutputInvalid',
  'JailViolated',
];

/** What the candidate printed in its jail; shown as text, whatever it is. */
export function Log({ facts }: { readonly facts: readonly Fact[] }) {
  const ending = lastData(facts, ...ENDINGS);
  const digest = textOf(ending?.['log']);
  const lastLines = textOf(ending?.['lastLines']);
  if (digest === null && lastLines === null) return null;
  return (
    <section className="card" aria-labelledby="log">
      <h2 id="log">What it printed</h2>
      {lastLines !== null && (
        <pre tabIndex={0} aria-label="Last lines">
          {lastLines}
        </pre>
      )}
      {digest !== null && <ArtifactDetails name="The whole log" digest={digest} />}
    </section>
  );
}
