import { GENERATORS } from '@codecsmith/experiment';
import type { CampaignCommandData } from '../commands/index.ts';
import type { CampaignConfig } from '../facts/index.ts';

type Start = CampaignCommandData<'start'>;

/** A generator whose language is known: codeckit's engine is JavaScript, and models write Python unless told otherwise. */
export const generatorOf = ({ generator }: Start): CampaignConfig['generator'] => ({
  ...generator,
  language: generator.language ?? (GENERATORS[generator.provider].asksModels ? 'python' : 'javascript'),
});

/** Qualities of the cheap rung and of the full one. */
export interface Qualities {
  readonly excerpt: readonly number[];
  readonly full: readonly number[];
}

const WHOLE_KNOB: Qualities = { excerpt: [15, 35, 60, 85], full: [10, 25, 40, 55, 70, 85] };
/** Codecs on the engine meet the anchors' quantisers of 25 to 50 at qualities from about 58 to 9. */
const RANGE_OF_ANCHORS: Qualities = { excerpt: [12, 27, 42, 57], full: [10, 20, 29, 39, 48, 58] };

/** What was asked for, or what suits the codecs to come. */
export function qualitiesOf(data: Start): Qualities {
  const { provider, language } = generatorOf(data);
  const onEngine = !GENERATORS[provider].asksModels && language === 'javascript';
  const { excerpt, full } = onEngine ? RANGE_OF_ANCHORS : WHOLE_KNOB;
  return { excerpt: data.excerptQualities ?? excerpt, full: data.qualities ?? full };
}
