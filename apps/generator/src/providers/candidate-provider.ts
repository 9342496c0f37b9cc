import type { ReactorContext } from '@codecsmith/bus';
import type { ExperimentCommandInput, ExperimentFactData } from '@codecsmith/experiment';

export type DraftRequest = ExperimentFactData<'ExperimentRequested'>;
export type Draft = Omit<ExperimentCommandInput<'record-draft'>, 'provider'>;
/** Why there is no candidate; `code` is a named cause. */
export type DraftFailure = ExperimentCommandInput<'record-drafting-failed'>;

/** Where and how a draft is asked for. */
export interface DraftContext extends Pick<ReactorContext, 'ask' | 'signal'> {
  readonly experimentId: string;
}

/** Where candidates come from. */
export interface CandidateProvider {
  /** As in the request's source, and in the facts. */
  readonly name: string;
  draft(request: DraftRequest, context: DraftContext): Promise<Draft | DraftFailure>;
}

export const isFailure = (outcome: Draft | DraftFailure): outcome is DraftFailure => 'cause' in outcome;

/** What a draft says when no model was asked. */
export const WITHOUT_MODEL = { model: null, prompt: null, reply: null, tokens: null, costUsd: null } as const;
