import type { Fact } from '@codecsmith/client';
import { lastData, textOf } from '../../data/facts.ts';
import { ArtifactDetails } from '../../parts/artifact-details.tsx';
import { ExperimentLink } from '../../parts/experiment-link.tsx';

interface Trial {
  readonly turn: number;
  readonly experimentId: string;
  readonly outcome: string;
  readonly message: string | null;
}

/** What a model was told, what it said, and what came of its code each time it was run while the model waited. */
export function Conversation({ facts }: { readonly facts: readonly Fact[] }) {
  const asked = lastData(facts, 'CandidateDrafted', 'DraftingFailed');
  const [prompt, reply] = [textOf(asked?.['prompt']), textOf(asked?.['reply'])];
  if (prompt === null || reply === null) return null;
  const trials = (asked?.['trials'] ?? []) as readonly Trial[];
  return (
    <section className="card" aria-labelledby="conversation">
      <h2 id="conversation">Conversation with the model</h2>
      {trials.length > 0 && (
        <ol>
          {trials.map(({ turn, experimentId, outcome, message }) => (
            <li key={experimentId} value={turn}>
              Answer {turn}, tried as <ExperimentLink id={experimentId} />: {outcome.replaceAll('_', ' ')}
              {message !== null && <>: {message}</>}
            </li>
          ))}
        </ol>
      )}
      <ArtifactDetails name="Prompt" digest={prompt} />
      <ArtifactDetails name="Answers, and what went back in between" digest={reply} />
    </section>
  );
}
