/** Prompts of a campaign by name: what a model is asked first, and what it is told when its answer cannot be used. */
export const PROMPT_NAMES = ['system', 'seed', 'edit', 'rewrite', 'crossover', 'repair', 'retry', 'trial'] as const;
export type PromptName = (typeof PROMPT_NAMES)[number];
