import { experimentFacts, type ExperimentCommandInput } from '@codecsmith/experiment';
import type { Fact } from '@codecsmith/kernel';

/**
 * The request of an experiment once more, as one of its own: the same code as drafted, on the same clips at the same
 * qualities, in nobody's campaign. Null where it never had code.
 *
 * @param name what to call the new one; null: nothing
 */
export function requestAgain(facts: readonly Fact[], name: string | null): ExperimentCommandInput<'request'> | null {
  const dataOf = (type: string): unknown => facts.find((fact) => fact.type === type)?.data;
  const first = experimentFacts.ExperimentRequested.parse(dataOf('ExperimentRequested'));
  const draft = dataOf('CandidateDrafted');
  if (draft === undefined) return null;
  const { code, fileName, language } = experimentFacts.CandidateDrafted.parse(draft);
  const { qualities, track, limits, lane, anchors, clips } = first;
  const parent = facts[0]?.aggregateId;
  return {
    source: { kind: 'submitted', code, fileName, language },
    clips: clips.map(({ digest }) => digest),
    ...{ qualities, track, limits, lane, anchors, parents: parent === undefined ? [] : [parent] },
    ...(name === null ? {} : { name }),
  };
}
