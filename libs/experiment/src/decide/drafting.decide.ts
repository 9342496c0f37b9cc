import { accept } from '@codecsmith/kernel';
import type { Living } from '../state.ts';
import { concluded, fact, type CommandOf, type ExperimentDecision } from './outcome.ts';

export const decideDraft = (_state: Living, { data }: CommandOf<'record-draft'>): ExperimentDecision =>
  accept(fact('CandidateDrafted', data));

export const decideDraftingFailed = (
  _state: Living,
  { data }: CommandOf<'record-drafting-failed'>,
): ExperimentDecision => accept(fact('DraftingFailed', data), concluded('not_drafted', data.cause));
