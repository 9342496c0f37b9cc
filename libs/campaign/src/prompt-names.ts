/**
 * Prompts of a campaign by name: what a model is asked first, what it is told when its answer cannot be used, and what those
 * are asked that write no code.
 */
export const PROMPT_NAMES = [
  ...(['system', 'seed', 'edit', 'rewrite', 'crossover', 'repair', 'retry', 'trial'] as const),
  ...(['plan', 'vote', 'summarise'] as const),
] as const;
export type PromptName = (typeof PROMPT_NAMES)[number];
