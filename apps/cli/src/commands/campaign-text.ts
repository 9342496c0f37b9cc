import type { CampaignDocument, CampaignProposal, CampaignStanding } from '@codecsmith/client';
import { renderTable } from '../output/table.ts';

/** A score, or a dash where there is none. */
export const score = (value: number | null | undefined): string => (value == null ? '–' : value.toFixed(2));

/** What was spent of the budget, with reservations. */
export function spendText({ spent, budget }: CampaignStanding): string {
  const of = (limit: number | undefined): string => (limit === undefined ? '' : ` of ${limit}`);
  return [
    ...(spent.tokens > 0 || budget.tokens !== undefined ? [`${spent.tokens}${of(budget.tokens)} tokens`] : []),
    ...(spent.costUsd > 0 || budget.costUsd !== undefined ? [`$${spent.costUsd.toFixed(4)}${of(budget.costUsd)}`] : []),
    `${Math.round(spent.executorSeconds)}${of(budget.executorSeconds)} executor s`,
  ].join(', ');
}

/** How it goes: best so far, Pareto front, spend, failures by cause, and how long the rest may take. */
export function standingLines(standing: CampaignStanding, now: number): string[] {
  const { phase, failures, pareto, reason, waiting, startedAt, stoppedAt } = standing;
  const front = pareto.slice(0, FRONT).map((one) => `${score(one.score)} at ${Math.round(one.decodeMs)} ms`);
  const lastedMs = (stoppedAt === null ? now : Date.parse(stoppedAt)) - Date.parse(startedAt);
  return [
    `${standing.id}: ${phase}${reason === null ? '' : ` (${reason})`}, ${durationText(lastedMs / 1000)}`,
    ...(waiting == null ? [] : [`  ${waiting}`]),
    `  ended   ${standing.concluded} of ${standing.budget.evaluations ?? standing.planned}${etaText(standing, lastedMs)}`,
    `  best    ${championText(standing)}`,
    `  sealed  ${sealText(standing)}`,
    ...(front.length === 0 ? [] : [`  Pareto  ${front.join('; ')} (score at decode time of a run)`]),
    `  spent   ${spendText(standing)}`,
    ...(failures.length === 0 ? [] : [`  failed  ${failuresText(failures)}`]),
  ];
}

function championText(standing: CampaignStanding): string {
  const { champion } = standing;
  if (champion === null) return 'none yet';
  const rung = champion.rung == null ? '' : ` (best of the rung ${champion.rung}: none was measured on the highest)`;
  const verdict = champion.noVerdict == null ? '' : ` (no verdict here: ${champion.noVerdict})`;
  return `${score(champion.score)}, ${champion.experimentId}${rung}${verdict}${stepsText(standing)}`;
}

/** What is searched, and how. */
export function searchLines({ config }: CampaignDocument): string[] {
  const { generator, control, seed, clips, goal } = config;
  const on = clips.map(({ name, width, height, frames }) => `${name} (${width}×${height}, ${frames} frames)`);
  return [
    `  search  ${generator.provider}${control === 'random' ? ', random control' : ''}, seed ${seed}, on ${on.join(', ')}`,
    ...(goal === null ? [] : [`  goal    ${goal}`]),
  ];
}

const FRONT = 4;
const CAUSES = 6;

/** The most frequent causes. */
function failuresText(failures: CampaignStanding['failures']): string {
  const shown = failures.slice(0, CAUSES).map(({ cause, count }) => `${count} × ${cause}`);
  const more = failures.length - shown.length;
  return `${shown.join('; ')}${more > 0 ? `; and ${more} more causes` : ''}`;
}

const STEPS = 4;

/** The champions before this one. */
function stepsText({ progress }: CampaignStanding): string {
  const before = progress.slice(0, -1).slice(-STEPS);
  return before.length === 0 ? '' : `; before it ${before.map((one) => score(one.score)).join(', ')}`;
}

/** The verdict on clips that the search never saw, and how often they have served. */
function sealText({ sealed, seal }: CampaignStanding): string {
  if (seal === null) return 'no clip, so there is no verdict';
  const clips = seal.clips.map(({ name, openings }) => `${name} ${openedText(openings)} in this lab`).join(', ');
  const about = seal.weak ? `${clips}; weak_seal: the last third of the clip that the search saw` : clips;
  if (sealed === null) return `${seal.opened ? 'being measured' : 'closed'} (${about})`;
  const denied = sealed.verdict?.value == null ? `, no verdict${reasonText(sealed.verdict?.reason)}` : '';
  return `${score(sealed.score)}, ${sealed.outcome}, ${sealed.experimentId}${denied} (${about})`;
}

const reasonText = (reason: string | null | undefined): string => (reason == null ? '' : `: ${reason}`);

const openedText = (count: number): string =>
  count === 0 ? 'never opened' : count === 1 ? 'opened once' : `opened ${count} times`;

/** How long the rest takes at this pace, by the part of its budget that goes fastest. */
function etaText({ phase, concluded, spent, budget }: CampaignStanding, lastedMs: number): string {
  const used = { ...spent, evaluations: concluded, wallSeconds: lastedMs / 1000 };
  const names = ['evaluations', 'tokens', 'costUsd', 'executorSeconds', 'wallSeconds'] as const;
  const share = Math.max(...names.map((name) => used[name] / (budget[name] ?? Infinity)));
  if (phase !== 'running' || concluded === 0 || share <= 0) return '';
  return `, about ${durationText((lastedMs / 1000) * Math.max(0, 1 / share - 1))} to go`;
}

const MINUTE = 60;
const HOUR = 3600;

/** In the unit that people would take. */
export function durationText(seconds: number): string {
  if (seconds < 2 * MINUTE) return `${Math.ceil(seconds)} s`;
  if (seconds < 2 * HOUR) return `${Math.round(seconds / MINUTE)} min`;
  return `${(seconds / HOUR).toFixed(1)} h`;
}

/** One line for a proposal that has ended. */
export function proposalLine({
  number,
  operator,
  rung,
  parents,
  outcome,
  score: value,
  cause,
}: CampaignProposal): string {
  const from = parents.length === 0 ? '' : ` of ${parents.join(' and ')}`;
  const told = cause === null ? '' : `: ${cause.split('\n')[0]?.slice(0, 100) ?? ''}`;
  return `#${number}  ${operator}${from}, ${rung}: ${outcome ?? 'under way'} ${score(value)}${told}`;
}

export function proposalTable({ proposals, id }: CampaignDocument): string {
  const withModels = proposals.some(({ model }) => model !== null);
  const columns = [
    { title: '#', align: 'right' },
    { title: 'experiment' },
    { title: 'operator' },
    { title: 'rung' },
    { title: 'of' },
    ...(withModels ? [{ title: 'model' }] : []),
    { title: 'outcome' },
    { title: 'score', align: 'right' },
  ] as const;
  const rows = proposals.map((one) => [
    String(one.number),
    one.experimentId,
    one.operator,
    one.rung,
    one.parents.map((parent) => shortId(parent, id)).join(' '),
    ...(withModels ? [one.model ?? ''] : []),
    outcomeText(one),
    score(one.score),
  ]);
  return renderTable(columns, rows);
}

/** `#12` for an experiment of this campaign. */
const shortId = (experimentId: string, campaign: string): string =>
  experimentId.startsWith(`${campaign}-`) ? `#${experimentId.slice(campaign.length + 1)}` : experimentId;

const outcomeText = ({ outcome, causeCode }: CampaignProposal): string => {
  if (outcome === null) return '';
  return causeCode === null || causeCode === outcome || outcome === 'duplicate' ? outcome : `${outcome}: ${causeCode}`;
};

/** Why a proposal is what it is: its idea, and each recorded draw. */
export const whyLines = (one: CampaignProposal): string[] => [
  proposalLine(one),
  ...(one.model === null ? [] : [`model: ${one.model}`]),
  ...(one.hypothesis === null ? [] : [`idea: ${one.hypothesis}`]),
  ...one.why.map((line) => `  ${line}`),
];
