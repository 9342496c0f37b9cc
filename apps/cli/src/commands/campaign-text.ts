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
  const { phase, champion, sealed, failures, pareto, reason } = standing;
  const front = pareto.slice(0, FRONT).map((one) => `${score(one.score)} at ${Math.round(one.decodeMs)} ms`);
  return [
    `${standing.id}: ${phase}${reason === null ? '' : ` (${reason})`}`,
    `  ended   ${standing.concluded} of ${standing.budget.evaluations ?? standing.planned}${etaText(standing, now)}`,
    `  best    ${champion === null ? 'none yet' : `${score(champion.score)}, ${champion.experimentId}`}`,
    ...(sealed === null ? [] : [`  sealed  ${score(sealed.score)}, ${sealed.outcome}, ${sealed.experimentId}`]),
    ...(front.length === 0 ? [] : [`  Pareto  ${front.join('; ')} (score at decode time of a run)`]),
    `  spent   ${spendText(standing)}`,
    ...(failures.length === 0
      ? []
      : [`  failed  ${failures.map(({ cause, count }) => `${count} × ${cause}`).join('; ')}`]),
  ];
}

const FRONT = 4;

function etaText({ phase, startedAt, concluded, budget }: CampaignStanding, now: number): string {
  if (phase !== 'running' || concluded === 0 || budget.evaluations === undefined) return '';
  const each = (now - Date.parse(startedAt)) / 1000 / concluded;
  return `, about ${Math.ceil(each * Math.max(0, budget.evaluations - concluded))} s to go`;
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

export const proposalTable = ({ proposals }: CampaignDocument): string =>
  renderTable(
    [
      { title: '#', align: 'right' },
      { title: 'experiment' },
      { title: 'operator' },
      { title: 'rung' },
      { title: 'parents' },
      { title: 'outcome' },
      { title: 'score', align: 'right' },
    ],
    proposals.map((one) => [
      String(one.number),
      one.experimentId,
      one.operator,
      one.rung,
      one.parents.join(' '),
      one.outcome ?? '',
      score(one.score),
    ]),
  );

/** Why a proposal is what it is: its idea, and each recorded draw. */
export const whyLines = (one: CampaignProposal): string[] => [
  proposalLine(one),
  ...(one.model === null ? [] : [`model: ${one.model}`]),
  ...(one.hypothesis === null ? [] : [`idea: ${one.hypothesis}`]),
  ...one.why.map((line) => `  ${line}`),
];
