import type { Writer } from '../writers/writers.ts';
import { wantedIn, type RecordedAnswer, type Wanted } from './read-recorded.ts';

/**
 * A model that gives recorded answers, each once: the next one to the same kind of prompt in the same language. Edits fit
 * the code that they were written for only, so they wait until it is shown; in place of an edit that no code calls for
 * comes a whole codec. In a conversation it goes on as it did, and else says the same again.
 */
export function recordedWriter(answers: readonly RecordedAnswer[]): Writer {
  const given = new Set<RecordedAnswer>();
  return ({ messages }) => {
    const wanted = wantedIn(messages);
    const last = wanted.said.at(-1);
    if (last !== undefined) return answers.find(({ said }) => said.at(-1) === last)?.text ?? last;
    const free = answers.filter((one) => one.said.length === 0 && one.language === wanted.language && !given.has(one));
    const next = RANKS.flatMap((fits) => free.filter((one) => fits(one, wanted)))[0];
    if (next === undefined) return 'I have nothing more to say.';
    given.add(next);
    return next.text;
  };
}

const isWhole = ({ text }: RecordedAnswer): boolean => !text.includes('<<<<<<< SEARCH');

/** From what fits best to what fits at all. */
const RANKS: readonly ((answer: RecordedAnswer, wanted: Wanted) => boolean)[] = [
  (answer, { operator, parent }) =>
    answer.operator === operator && parent !== null && answer.parent?.trim() === parent.trim(),
  (answer, { parent }) => !isWhole(answer) && parent !== null && answer.parent?.trim() === parent.trim(),
  (answer, { operator }) => isWhole(answer) && answer.operator === operator,
  (answer) => isWhole(answer),
];
