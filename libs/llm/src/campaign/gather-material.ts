import { clipReference, excerptName, type CampaignConfig, type Proposal } from '@codecsmith/campaign';
import type { Fact } from '@codecsmith/kernel';
import { pickMetrics } from '@codecsmith/quality';
import { runLimits } from '../prompts/limits-text.ts';
import { diffOf } from '../prompts/outline.ts';
import {
  SHOWN_METRICS,
  type MeasuredBd,
  type MeasuredRun,
  type ParentMaterial,
  type PromptMaterial,
} from '../prompts/material.ts';
import { anchorRunsOf, SHOWN_ANCHOR } from './anchor-runs.ts';
import { framesByClip, ratesAtQuality, slowSides } from './per-quality.ts';
import { failureOf, remarksOn, storyOf, type ExperimentStory } from './experiment-story.ts';

/** Where a prompt's material is read from. */
export interface MaterialSources {
  /** All facts of an experiment, in order. */
  factsOf(experimentId: string): Promise<readonly Fact[]>;
  /** Text of an artifact. */
  textOf(digest: string): Promise<string>;
}

/**
 * Gathers what the prompt of a proposal shows, and nothing else: its parents with their numbers, its inspirations, its
 * nearest failed tries, its lesson. Every experiment is one that the proposal names; a campaign never names one that ran
 * on sealed clips.
 *
 * @throws Error when an experiment that is bred from has no code
 */
export async function gatherMaterial(
  proposal: Proposal,
  config: CampaignConfig,
  sources: MaterialSources,
): Promise<PromptMaterial> {
  const stories = async (ids: readonly string[]) =>
    Promise.all(ids.map(async (id) => storyOf(await sources.factsOf(id))));
  const [parents, evidence] = [await stories(proposal.parents), await stories(proposal.evidence)];
  const inspirations = await stories(proposal.inspirations);
  const failures = await stories(proposal.failures);
  const attempts = await stories(proposal.attempts.map(({ experimentId }) => experimentId));
  return {
    operator: promptOf(proposal.operator),
    language: config.generator.language,
    track: config.track,
    limits: config.limits,
    number: proposal.number,
    sees: proposal.sees,
    resample: proposal.resample,
    goal: config.goal,
    clips: config.clips.map(({ name, width, height, frames }) => {
      return { name, width, height, frames: config.sealedFrom ?? frames };
    }),
    parents: await Promise.all(
      parents.map((parent, index) => parentFrom(parent, evidence[index] ?? parent, config, sources)),
    ),
    inspirations: await Promise.all(
      inspirations.map((story, index) => inspirationFrom(story, proposal.inspirationScores[index], sources)),
    ),
    failures: failures.map((story) => {
      const failure = failureOf(story);
      const { outcome, code, message } = failure === null || failure.outcome === 'cancelled' ? DUPLICATE : failure;
      return { hypothesis: story.drafted?.hypothesis ?? null, outcome: told(outcome, code), message };
    }),
    attempts: proposal.attempts.map((one, index) => ({
      ...one,
      rung: config.rungs[one.rung]?.name ?? `rung ${one.rung}`,
      hypothesis: attempts[index]?.drafted?.hypothesis ?? null,
      message: messageOf(attempts[index]),
    })),
    lesson: proposal.lesson,
    plan: null,
    hints: [...config.hints, ...proposal.hints, ...proposal.bans.map((ban) => `Do not try this: ${ban}`)],
    withheld: config.sealedFrom === null ? config.sealed.flatMap(({ name, digest }) => [name, digest]) : [],
  };
}

/** Why a draft failed, for a table. */
const messageOf = (story: ExperimentStory | undefined): string | null =>
  story === undefined ? null : (failureOf(story)?.message ?? null);

/** A try that ended well or was called off, and is still a failed one: its code was measured before. */
const DUPLICATE = { outcome: 'duplicate', code: null, message: 'this code existed already' };
const told = (outcome: string, code: string | null): string =>
  code === null || code === outcome ? outcome : `${outcome} (${code})`;

function promptOf(operator: Proposal['operator']): PromptMaterial['operator'] {
  if (operator === 'seed' || operator === 'edit' || operator === 'rewrite') return operator;
  if (operator === 'crossover' || operator === 'repair') return operator;
  throw new RangeError(`operator ${operator} asks no model: allowed are seed, edit, rewrite, crossover, repair`);
}

async function codeOf({ drafted }: ExperimentStory, sources: MaterialSources): Promise<string> {
  if (drafted === null) throw new Error('an experiment without a draft cannot be bred from');
  return sources.textOf(drafted.code.digest);
}

async function parentFrom(
  parent: ExperimentStory,
  evidence: ExperimentStory,
  config: CampaignConfig,
  sources: MaterialSources,
): Promise<ParentMaterial> {
  const names = namesOf(evidence, config);
  const nameOf = (digest: string) => names.get(digest) ?? 'a clip';
  const { measured, executed, concluded } = evidence;
  const isMet = ({ mode }: { readonly mode: string }) => mode === (measured?.scoredAgainst?.mode ?? mode);
  const textOf = (digest: string) => sources.textOf(digest);
  return {
    code: await codeOf(parent, sources),
    score: concluded?.score ?? null,
    runs: (measured?.measurements ?? []).map((one): MeasuredRun => ({
      clip: nameOf(one.clip),
      quality: one.quality,
      kbps: one.kbps,
      ...pickMetrics(one.metrics, SHOWN_METRICS),
    })),
    anchorRuns: measured === null ? [] : await anchorRunsOf(measured.anchors?.filter(isMet) ?? [], nameOf, textOf),
    bdRate: (measured?.bdRate ?? [])
      .filter((one) => one.anchor === SHOWN_ANCHOR && isMet(one))
      .map(({ clip, anchor, mode, metric, percent, reason }): MeasuredBd => {
        return { clip: nameOf(clip), anchor: `${anchor} ${mode}`, metric, percent, reason };
      }),
    rates: measured === null ? [] : ratesAtQuality(measured, nameOf),
    frames: measured === null ? [] : await framesByClip(measured, nameOf, textOf),
    remarks: [
      ...remarksOn({ cleared: parent.cleared, executed }),
      ...(executed === null ? [] : slowSides(executed, cpuLimitOf(evidence, config))),
    ],
    failure: failureOf(parent),
    ...(await madeFrom(parent, sources)),
  };
}

/** Processor time of one side on a clip that an experiment ran on. */
const cpuLimitOf =
  ({ requested, cleared }: ExperimentStory, { limits }: CampaignConfig) =>
  (digest: string): number | undefined => {
    const clip = requested?.clips.find((one) => one.digest === digest);
    if (clip === undefined) return undefined;
    const pixels = clip.width * clip.height * clip.frames;
    return runLimits(limits, { pixels, torch: cleared?.candidate.imports.includes('torch') ?? false }).cpuMs;
  };

/** A longer change is no hint. */
const MOST_DIFF = 12_000;

/** Of a draft that failed: the working codec that it was made from. */
async function madeFrom(
  { requested, drafted, concluded }: ExperimentStory,
  sources: MaterialSources,
): Promise<Pick<ParentMaterial, 'madeFrom'>> {
  const [first] = requested?.parents ?? [];
  if (first === undefined || drafted === null || concluded === null || concluded.outcome === 'completed') return {};
  const before = storyOf(await sources.factsOf(first));
  if (before.drafted === null || before.concluded?.outcome !== 'completed') return {};
  const [from, to] = [await codeOf(before, sources), await sources.textOf(drafted.code.digest)];
  const diff = diffOf(from, to);
  if (from === to || Buffer.byteLength(diff) > MOST_DIFF) return {};
  return { madeFrom: { score: before.concluded.score, diff } };
}

/** Names of the clips that an experiment ran on; an excerpt goes by its whole clip's name. */
function namesOf({ requested }: ExperimentStory, config: CampaignConfig): Map<string, string> {
  const excerpts = new Map(
    config.rungs
      .flatMap((rung) => rung.clips)
      .map((clip) => {
        const whole = config.clips.find((one) => one.digest === clip.of);
        const name =
          clipReference(clip, config.clips) === clip.of ? whole?.name : `${whole?.name ?? ''}, first ${clip.frames}`;
        return [excerptName(clip.of, clip.frames), name ?? 'a clip'];
      }),
  );
  return new Map((requested?.clips ?? []).map(({ digest, name }) => [digest, excerpts.get(name) ?? name]));
}

async function inspirationFrom(story: ExperimentStory, score: number | null | undefined, sources: MaterialSources) {
  return {
    family: story.cleared?.candidate.family ?? 'other',
    score: score ?? story.concluded?.score ?? null,
    hypothesis: story.drafted?.hypothesis ?? null,
    code: await codeOf(story, sources),
  };
}
