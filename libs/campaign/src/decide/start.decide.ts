import { GENERATORS, type Clip } from '@codecsmith/experiment';
import { accept, decline, refuse, type Refusal } from '@codecsmith/kernel';
import type { CampaignContext } from '../context.ts';
import { excerptFrames, fullFrames } from '../excerpt.ts';
import type { Rung } from '../facts/index.ts';
import type { CampaignState } from '../state.ts';
import { generatorOf, lagOf, rungsOf, type Rungs } from './defaults.ts';
import { fact, type CampaignDecision, type CommandOf } from './outcome.ts';

type Start = CommandOf<'start'>['data'];

/** A campaign begins: everything it refers to must exist, and its cascade is laid out once. */
export function decideStart(
  state: CampaignState,
  { data }: CommandOf<'start'>,
  context: CampaignContext,
): CampaignDecision {
  if (state.phase !== 'absent') {
    return decline(refuse('already_exists', 'subject: a campaign with this id exists already', { field: 'subject' }));
  }
  const tuning = findClips('clips', data.clips, context);
  if ('refusal' in tuning) return decline(tuning.refusal);
  const sealed = findClips('sealed', data.sealed, context);
  if ('refusal' in sealed) return decline(sealed.refusal);
  const refusal =
    leaked(tuning.found, sealed.found) ??
    indivisible(data, tuning.found, sealed.found) ??
    foreign(data) ??
    unusable(data);
  return refusal === undefined ? accept(started(data, tuning.found, sealed.found)) : decline(refusal);
}

function started(data: Start, clips: Clip[], sealed: Clip[]) {
  const { goal, seed, control, track, lane, limits, budget, imports, hints, prompts, forkedFrom } = data;
  const wanted = rungsOf(data);
  const own = {
    goal,
    seed,
    control,
    generator: generatorOf(data),
    track,
    lane,
    limits,
    budget,
    parameters: { ...data.parameters, lag: lagOf(data) },
    imports,
    hints,
    prompts,
    forkedFrom,
  };
  const frames = { fullFrames: data.fullFrames };
  const seal = data.sealLastThird ? lastThird(clips) : { sealed, sealedFrom: null };
  const flags = data.sealLastThird ? [...new Set([...data.flags, WEAK_SEAL])] : data.flags;
  const rungs = ladder(data, wanted, clips, seal.sealedFrom);
  return fact('CampaignStarted', {
    ...own,
    ...frames,
    clips,
    ...seal,
    flags,
    rungs,
    sealedQualities: [...wanted.full],
  });
}

/** The verdict's frames are of the very scene that the search saw. */
const WEAK_SEAL = 'weak_seal';
const LEAST_FRAMES = 3;

const lastThird = (clips: Clip[]) => ({ sealed: clips, sealedFrom: (clips[0]?.frames ?? 0) - thirdOf(clips[0]) });
const thirdOf = (clip: Clip | undefined): number => Math.floor((clip?.frames ?? 0) / 3);

/** What draws on the frame before fails at the second. */
const SMOKE_FRAMES = 2;

/** Of the qualities of the next rung: a saving at equal quality needs points within the range of the anchor. */
function middleTwo(qualities: readonly number[]): number[] {
  const first = Math.max(0, Math.floor(qualities.length / 2) - 1);
  return qualities.slice(first, first + 2);
}

/** Code by a model may not run at all: two frames sort that out, and rank what runs. Built-in building blocks need no such trial. */
function ladder(data: Start, wanted: Rungs, clips: readonly Clip[], sealedFrom: number | null): Rung[] {
  const smoke = data.smoke ?? (GENERATORS[data.generator.provider].asksModels || data.imports.length > 0);
  const tiny = clips.reduce((a, b) => (b.width * b.height < a.width * a.height ? b : a));
  const shown = (clip: Clip): number => sealedFrom ?? clip.frames;
  const first: Rung = {
    name: 'smoke',
    clips: [{ of: tiny.digest, frames: Math.min(shown(tiny), SMOKE_FRAMES) }],
    qualities: middleTwo(wanted.excerpt),
    promote: 'better',
  };
  const excerpts = clips.map((clip) => ({
    of: clip.digest,
    frames: Math.min(shown(clip), excerptFrames(clip, wanted.excerptFrames)),
  }));
  const excerpt: Rung = { name: 'excerpt', clips: excerpts, qualities: [...wanted.excerpt], promote: 'best' };
  const whole = clips.map((clip) => ({
    of: clip.digest,
    frames: Math.min(shown(clip), fullFrames(clip, data.fullFrames)),
  }));
  const full: Rung = { name: 'full', clips: whole, qualities: [...wanted.full], promote: 'best' };
  return [...(smoke ? [first] : []), excerpt, full];
}

function findClips(
  field: string,
  references: readonly string[],
  context: CampaignContext,
): { found: Clip[] } | { refusal: Refusal } {
  const found: Clip[] = [];
  for (const reference of references) {
    const clip = context.clip(reference);
    const wrong = clip === undefined ? unknown(field, reference) : unfit(field, clip, found);
    if (wrong !== undefined) return { refusal: wrong };
    if (clip !== undefined) found.push(clip);
  }
  return { found };
}

const unknown = (field: string, reference: string): Refusal =>
  refuse('unknown_clip', `${field}: no clip ${JSON.stringify(reference)} here; add it first`, { field });

function unfit(field: string, clip: Clip, others: readonly Clip[]): Refusal | undefined {
  if (clip.pixelFormat !== 'yuv420p') {
    const message = `${field}: ${clip.name} is ${clip.pixelFormat}; candidates take yuv420p`;
    return refuse('clip_not_8_bit', message, { field, allowed: ['yuv420p'] });
  }
  if (!others.some((other) => other.digest === clip.digest)) return undefined;
  return repeated(field, clip.name);
}

const repeated = (field: string, value: string): Refusal =>
  refuse('repeated_value', `${field}: ${JSON.stringify(value)} is given twice`, { field });

function leaked(tuning: readonly Clip[], sealed: readonly Clip[]): Refusal | undefined {
  const both = sealed.find((clip) => tuning.some((other) => other.digest === clip.digest));
  if (both === undefined) return undefined;
  return refuse('sealed_clip_is_shown', `sealed: ${both.name} is a tuning clip too`, { field: 'sealed' });
}

function indivisible({ sealLastThird }: Start, clips: readonly Clip[], sealed: readonly Clip[]): Refusal | undefined {
  if (!sealLastThird) return undefined;
  const field = 'sealLastThird';
  const [clip, ...others] = clips;
  if (others.length > 0 || sealed.length > 0) {
    const message = `${field}: the last third is for campaigns with one clip only; here are ${clips.length + sealed.length}`;
    return refuse('seal_not_needed', message, { field, allowed: ['false'] });
  }
  if ((clip?.frames ?? 0) >= LEAST_FRAMES) return undefined;
  const message = `${field}: ${clip?.name ?? ''} has ${clip?.frames ?? 0} frames; ${LEAST_FRAMES} are needed`;
  return refuse('clip_too_short', message, { field, allowed: ['false'] });
}

/** A model is shown a parent and edits it in one language. */
function foreign(data: Start): Refusal | undefined {
  const { imports } = data;
  const generator = generatorOf(data);
  const other = imports.find(({ language }) => language !== null && language !== generator.language);
  if (!GENERATORS[generator.provider].asksModels || other === undefined) return undefined;
  const field = 'imports';
  const message = `${field}: ${other.fileName} is in ${other.language ?? ''}; the models of this campaign write ${generator.language}`;
  return refuse('other_language', message, { field, allowed: [generator.language] });
}

function unusable({ generator, control, budget }: Start): Refusal | undefined {
  const { evaluations, executorSeconds, wallSeconds } = budget;
  if (!GENERATORS[generator.provider].spends && (evaluations ?? executorSeconds ?? wallSeconds) === undefined) {
    const message = `budget: the ${generator.provider} provider spends no tokens and no money, so this campaign would never end`;
    return refuse('endless', message, { field: 'budget', allowed: ['evaluations', 'executorSeconds', 'wallSeconds'] });
  }
  const names = generator.models.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return repeated('generator.models', twice);
  if (GENERATORS[generator.provider].needsModels && generator.models.length === 0) {
    return refuse('no_model', `generator.models: the ${generator.provider} provider needs at least one model`, {
      field: 'generator.models',
    });
  }
  if (generator.models.length > 0 && generator.models.every(({ roles }) => !roles.includes('write'))) {
    const message = 'generator.models: no model has the role write';
    return refuse('no_writer', message, { field: 'generator.models', allowed: ['write'] });
  }
  if (control === 'random' && GENERATORS[generator.provider].asksModels) {
    return refuse('control_needs_genes', `control: random samples the genes of the template provider`, {
      field: 'control',
      allowed: ['search'],
    });
  }
  const free = generator.models.find((model) => model.inputUsdPerMillion === 0 && model.outputUsdPerMillion === 0);
  if (budget.costUsd === undefined || free === undefined) return undefined;
  return refuse('no_price', `generator.models: a budget in costUsd needs the price of ${free.name}`, {
    field: 'generator.models',
  });
}
