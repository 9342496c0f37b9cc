import { GENERATORS } from '@codecsmith/experiment';
import type { CampaignCommandData } from '../commands/index.ts';
import type { CampaignConfig } from '../facts/index.ts';

type Start = CampaignCommandData<'start'>;

/** A generator whose language is known: codeckit's engine is JavaScript, and models write Python unless told otherwise. */
export const generatorOf = ({ generator }: Start): CampaignConfig['generator'] => ({
  ...generator,
  language: generator.language ?? (GENERATORS[generator.provider].asksModels ? 'python' : 'javascript'),
});

/** Evaluations, on the dearest rung where executor seconds are limited, up to which a search is short. */
const FEW = 60;

/** How far back a proposal looks: executors are kept busy, or, in a short search with models, each draft learns from the ones before. */
export function lagOf({ parameters, generator: { provider }, budget }: Start): number {
  const { evaluations = Infinity, executorSeconds = Infinity } = budget;
  const dearest = executorSeconds / parameters.reservedExecutorSeconds;
  return parameters.lag ?? (GENERATORS[provider].asksModels && Math.min(evaluations, dearest) <= FEW ? 2 : 6);
}

/** Qualities of the cheap rung and of the full one, and frames of the cheap one; null: as many as the size of the clip allows. */
export interface Rungs {
  readonly excerptFrames: number | null;
  readonly excerpt: readonly number[];
  readonly full: readonly number[];
}

const WHOLE_KNOB: Rungs = { excerptFrames: null, excerpt: [15, 35, 60, 85], full: [10, 25, 40, 55, 70, 85] };
/** Codecs on the engine meet the anchors' quantisers of 25 to 50 at qualities from about 58 to 9. */
const ON_ENGINE: Omit<Rungs, 'excerptFrames'> = { excerpt: [12, 27, 42, 57], full: [10, 20, 29, 39, 48, 58] };

/** Two pictures that are coded alone; an intra picture and a round of four; one and a group of eight. */
const EXCERPT_FRAMES = { 'all-intra': 2, 'low-delay': 5, 'random-access': 9 } as const;

/** What was asked for, or what suits the codecs to come. */
export function rungsOf(data: Start): Rungs {
  const { provider, language, mode } = generatorOf(data);
  const onEngine = !GENERATORS[provider].asksModels && language === 'javascript';
  const { excerptFrames, excerpt, full } = onEngine
    ? { ...ON_ENGINE, excerptFrames: EXCERPT_FRAMES[mode] }
    : WHOLE_KNOB;
  return {
    excerptFrames: data.excerptFrames ?? excerptFrames,
    excerpt: data.excerptQualities ?? excerpt,
    full: data.qualities ?? full,
  };
}
