import type { FactDraft, RecordedFact } from './fact.ts';
import type { Refusal } from './refusal.ts';

/** What a decision comes to: facts to append, in order, all or none; or a refusal. An empty list is acceptance without news. */
export type Decision<F extends FactDraft = FactDraft> =
  { readonly accepted: true; readonly facts: readonly F[] } | { readonly accepted: false; readonly refusal: Refusal };

export const accept = <const Facts extends readonly FactDraft[]>(...facts: Facts): Decision<Facts[number]> => ({
  accepted: true,
  facts,
});
export const decline = (refusal: Refusal): Decision<never> => ({ accepted: false, refusal });

/**
 * The rules of one aggregate: pure, synchronous, total. Time and ids arrive in the context or the command.
 * Shape after Emmett's decider (Chassaing's decider pattern).
 */
export interface Decider<State, Cmd, F extends FactDraft, Context> {
  readonly initial: State;
  decide(state: State, command: Cmd, context: Context): Decision<F>;
  evolve(state: State, fact: RecordedFact): State;
}
