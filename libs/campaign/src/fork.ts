import type { CampaignCommandInput } from './commands/index.ts';
import type { CampaignConfig } from './facts/index.ts';
import type { SearchHistory } from './search/state/history.ts';

type Start = CampaignCommandInput<'start'>;

/** What a fork may have of its own; all else is as in the campaign that it comes from. */
export type ForkChanges = Partial<Pick<Start, 'goal' | 'seed' | 'budget' | 'hints'>>;

/** A campaign that goes on from one proposal of another, or why there is none. */
export type Fork =
  | { readonly ok: true; readonly start: Start }
  | { readonly ok: false; readonly code: 'unknown_proposal' | 'no_code'; readonly message: string };

/**
 * The command that starts a fork: the same clips, rungs, models and parameters, with the code of one proposal as its import,
 * and with the hints and bans of the campaign that it comes from. What was learned after that proposal is left behind.
 */
export function forkOf(history: SearchHistory, number: number, changes: ForkChanges = {}): Fork {
  const { state } = history;
  const planned = state.phase === 'absent' ? 0 : state.planned;
  const code = history.attemptsAt(number).at(-1)?.drafted ?? null;
  if (state.phase === 'absent' || number > planned) {
    return { ok: false, code: 'unknown_proposal', message: `number: there is no proposal ${number}` };
  }
  if (code === null) return { ok: false, code: 'no_code', message: `number: proposal ${number} has no code` };
  const { config, course } = state;
  const hints = [...config.hints, ...course.hints, ...course.bans.map((ban) => `Do not try this: ${ban}`)];
  const start: Start = {
    ...startOf(config),
    imports: [{ code: code.code, fileName: code.fileName, language: code.language }],
    hints: hints.slice(0, MOST_HINTS).map((hint) => hint.slice(0, MOST_HINT)),
    forkedFrom: { campaign: history.id, number },
    ...changes,
  };
  return { ok: true, start };
}

/** As many, and as long, as a start takes. */
const MOST_HINTS = 16;
const MOST_HINT = 1000;

/** The command that a campaign was started with, as far as its facts say: the rungs that it lays out are the same. */
function startOf(config: CampaignConfig): Start {
  const { goal, seed, control, generator, track, lane, limits, budget, parameters, prompts } = config;
  const [full, excerpt] = config.rungs.toReversed();
  return {
    ...{ goal, seed, control, generator, track, lane, limits, budget, parameters, prompts },
    clips: config.clips.map(({ digest }) => digest),
    sealed: config.sealedFrom === null ? config.sealed.map(({ digest }) => digest) : [],
    sealLastThird: config.sealedFrom !== null,
    flags: config.flags,
    fullFrames: config.fullFrames,
    excerptFrames: framesOf(excerpt, config),
    qualities: [...(full?.qualities ?? [])],
    excerptQualities: [...(excerpt?.qualities ?? [])],
    smoke: config.rungs.length > 2,
  };
}

/** One number of frames for all clips, where it gives what each had; null: as many as the size of each allows. */
function framesOf(rung: CampaignConfig['rungs'][number] | undefined, config: CampaignConfig): number | null {
  const shown = rung?.clips ?? [];
  const most = Math.max(...shown.map(({ frames }) => frames));
  const lengths = new Map(config.clips.map(({ digest, frames }) => [digest, config.sealedFrom ?? frames]));
  return shown.every(({ of, frames }) => frames === Math.min(most, lengths.get(of) ?? most)) ? most : null;
}
