import { z } from 'zod';

/** What the lab must know of a source of candidates. */
export interface Generator {
  /** It asks language models, which are named and told what to write. */
  readonly asksModels: boolean;
  /** Its models are named by the campaign. */
  readonly needsModels: boolean;
  /** It spends tokens and money. */
  readonly spends: boolean;
}

/** Every source of generated candidates, by the name that commands, facts and the command line give it. */
export const GENERATORS = {
  template: { asksModels: false, needsModels: false, spends: false },
  openai: { asksModels: true, needsModels: true, spends: true },
  replay: { asksModels: true, needsModels: false, spends: false },
} as const satisfies Readonly<Record<string, Generator>>;

export type GeneratorName = keyof typeof GENERATORS;
export const GENERATOR_NAMES = Object.keys(GENERATORS) as [GeneratorName, ...GeneratorName[]];
export const generatorName = z.enum(GENERATOR_NAMES);
