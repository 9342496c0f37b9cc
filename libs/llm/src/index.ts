export { CampaignSpending, type AskLedger } from './campaign/campaign-spending.ts';
export { gatherMaterial, type MaterialSources } from './campaign/gather-material.ts';
export { failureOf, storyOf, type ExperimentStory } from './campaign/experiment-story.ts';
export { trialText } from './campaign/trial-text.ts';
export { draft, type DraftCause, type DraftReply, type DraftRequest } from './draft/draft.ts';
export { consult, type Consultation, type ConsultRequest } from './draft/consult.ts';
export type { Trial } from './draft/judge.ts';
export type { DraftRecord } from './draft/record.ts';
export { parseReply, type Draft, type ReplyContext } from './parsing/reply.ts';
export { elected, readChoice, readIdeas, readSummary, untried, type Idea } from './parsing/ideas.ts';
export type { Notes } from './parsing/notes.ts';
export { REPLY_CAUSES, type ReplyCause, type Unusable } from './parsing/outcome.ts';
export {
  CALL_CAUSES,
  type CallCause,
  type Message,
  type ModelAnswer,
  type ModelCall,
  type ModelProvider,
  type Usage,
} from './port/model.ts';
export { CallMemory, type CallJournal, type PaidCall } from './port/journal.ts';
export {
  spendOf,
  upperBound,
  type Price,
  type Refused,
  type Reservation,
  type Spend,
  type Spending,
} from './port/spending.ts';
export { contractText, rulesText, type ContractTerms } from './prompts/contract-text.ts';
export { exampleCode, EXAMPLES, type ExampleName } from './prompts/examples.ts';
export type { Failure, MeasuredBd, MeasuredRun, ParentMaterial, PromptMaterial } from './prompts/material.ts';
export { ideaText, renderConsultation, renderPrompt, type Prompt } from './prompts/render.ts';
export { builtinPrompt, builtinTemplates, parseTemplate, templatesOf, type Templates } from './prompts/template.ts';
export { headAndTail, untrusted, UNTRUSTED_BYTES } from './prompts/untrusted.ts';
export { NO_QUIRKS, QuirkMemory, quirks, type Quirks, type QuirkStore } from './endpoint/quirks.ts';
export {
  endpointOf,
  KNOWN_DOORS,
  parseEndpoints,
  settingsOf,
  type Endpoint,
  type Endpoints,
  type ModelSettings,
} from './endpoint/endpoints.ts';
export type { Backoff } from './providers/backoff.ts';
export { DEFAULT_LIMITS, type TimeLimits } from './providers/deadlines.ts';
export { askPatiently } from './providers/patience.ts';
export { OpenAiProvider, type OpenAiOptions } from './providers/openai.provider.ts';
export { RoutedProvider, type RoutedOptions } from './providers/routed.provider.ts';
export { redact } from './providers/redact.ts';
export { parseRecording, ReplayProvider, type RecordedAnswer } from './providers/replay.provider.ts';
