import type { ExperimentCommandInput, ExperimentFactData } from '@codecsmith/experiment';

export type DraftRequest = ExperimentFactData<'ExperimentRequested'>;
export type Draft = Omit<ExperimentCommandInput<'record-draft'>, 'provider'>;

/** Where candidates come from. */
export interface CandidateProvider {
  /** As in the request's source, and in the facts. */
  readonly name: string;
  /** The same request gives the same draft, whenever it is asked. */
  draft(request: DraftRequest): Promise<Draft>;
}

/** What a draft says when no model was asked. */
export const WITHOUT_MODEL = { model: null, prompt: null, reply: null, tokens: null, costUsd: null } as const;
