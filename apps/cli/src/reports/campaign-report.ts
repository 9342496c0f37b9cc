import type { CampaignDocument, CampaignProposal } from '@codecsmith/client';
import { createTwoFilesPatch } from 'diff';
import { score, standingLines } from '../commands/campaign-text.ts';
import { describeDrafts, lineageOf, type Draft } from './campaign-drafts.ts';

const TOP = 5;
const DIFF_LINES = 60;

/** Text of a draft's code; null where the draft has none. */
export type CodeOf = (experimentId: string) => Promise<string | null>;

/** The story of a search for people, as Markdown: its champion by lineage, what worked, what did not, cost, what is open. */
export async function campaignReport(document: CampaignDocument, codeOf: CodeOf, now: number): Promise<string> {
  const drafts = describeDrafts(document);
  const sections = [
    `# ${document.id}`,
    ['```text', ...standingLines(document, now), '```'].join('\n'),
    await lineageSection(document, drafts, codeOf),
    gainsSection(drafts),
    failuresSection(drafts),
    costSection(document),
    openSection(document, drafts),
  ];
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`;
}

async function lineageSection(document: CampaignDocument, drafts: readonly Draft[], codeOf: CodeOf): Promise<string> {
  const line = lineageOf(document, drafts);
  if (line.length === 0) return '## The champion\n\nNone: no candidate was measured.';
  const steps: string[] = [];
  for (const [index, draft] of line.entries()) {
    const before = line[index - 1];
    steps.push(`### ${headOf(draft)}\n\n${ideaOf(draft)}`);
    if (before !== undefined) steps.push(await diffText(before, draft, codeOf));
  }
  return ['## The champion, from its first ancestor on', ...steps].join('\n\n');
}

async function diffText(before: Draft, draft: Draft, codeOf: CodeOf): Promise<string> {
  const [from, to] = [await codeOf(before.experimentId), await codeOf(draft.experimentId)];
  if (from === null || to === null) return '';
  const lines = createTwoFilesPatch(`#${before.number}`, `#${draft.number}`, from, to, '', '', { context: 2 })
    .trimEnd()
    .split('\n')
    .slice(1);
  const more = lines.length - DIFF_LINES;
  const shown = lines.slice(0, DIFF_LINES).join('\n');
  return `${fenced(shown, 'diff')}${more > 0 ? `\n\n… and ${more} more lines` : ''}`;
}

function gainsSection(drafts: readonly Draft[]): string {
  const gained = drafts.filter(({ gain }) => (gain ?? 0) > 0).sort((a, b) => (b.gain ?? 0) - (a.gain ?? 0));
  const lost = drafts.filter(({ gain }) => (gain ?? 0) < 0).sort((a, b) => (a.gain ?? 0) - (b.gain ?? 0));
  const rows = (list: readonly Draft[]) =>
    list.slice(0, TOP).map((draft) => `- ${headOf(draft)}: ${plain(draft.hypothesis)}`);
  return [
    `## What worked\n\n${gained.length === 0 ? 'Nothing gained over its parent on a common rung.' : rows(gained).join('\n')}`,
    ...(lost.length === 0 ? [] : [`## What cost most\n\n${rows(lost).join('\n')}`]),
  ].join('\n\n');
}

/** By cause, the most frequent first. */
function failuresSection(drafts: readonly Draft[]): string {
  const failed = drafts.filter(({ failure }) => failure !== null);
  if (failed.length === 0) return '';
  const byCause = Map.groupBy(failed, ({ failure }) => plain(failure));
  const rows = [...byCause]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([cause, list]) => `- ${list.length} × ${cause} (${list.map(({ number }) => `#${number}`).join(', ')})`);
  return `## What failed\n\n${rows.join('\n')}`;
}

function costSection({ proposals }: CampaignDocument): string {
  const drafts = proposals.filter(({ tokens }) => tokens !== null);
  const beside = proposals.flatMap(({ consultations, outcome }) => consultations.map((one) => ({ ...one, outcome })));
  const models = Map.groupBy<string, Paid>([...drafts, ...beside], ({ model, role }) =>
    role === undefined ? (model ?? 'the provider') : `${model ?? ''} (${role})`,
  );
  if (models.size === 0) return '';
  const rows = [...models].map(([model, list]) => {
    const sum = (of: (one: Paid) => number) => list.reduce((total, one) => total + of(one), 0);
    const [input, output] = [sum(({ tokens }) => tokens?.input ?? 0), sum(({ tokens }) => tokens?.output ?? 0)];
    const worked = list.filter(({ outcome }) => outcome === 'completed').length;
    return `| ${plain(model)} | ${list.length} | ${worked} | ${input} | ${output} | ${sum(({ costUsd }) => costUsd ?? 0).toFixed(4)} |`;
  });
  const head = '| model | drafts | worked | tokens in | tokens out | $ |\n|---|---|---|---|---|---|';
  return `## What it cost\n\n${[head, ...rows].join('\n')}`;
}

/** A paid call of a model: a draft, or a plan, a vote or a summary made for a draft. */
interface Paid extends Pick<CampaignProposal, 'model' | 'tokens' | 'costUsd' | 'outcome'> {
  readonly role?: string;
}

/** What a next search could take up: good drafts that were not measured further, and failures that nobody repaired. */
function openSection({ config }: CampaignDocument, drafts: readonly Draft[]): string {
  const top = config.rungs.at(-1)?.name;
  const unfinished = drafts
    .filter(({ rung, gain, failure }) => failure === null && rung !== top && (gain ?? 0) > 0)
    .map((draft) => `- measure on the rung ${top}: ${headOf(draft)}`);
  const repaired = new Set(drafts.filter(({ operator }) => operator === 'repair').flatMap(({ parents }) => parents));
  const broken = drafts
    .filter(
      ({ failure, hypothesis, experimentId }) => failure !== null && hypothesis !== null && !repaired.has(experimentId),
    )
    .map((draft) => `- repair #${draft.number}: ${plain(draft.hypothesis)} (${plain(draft.failure)})`);
  const rows = [...unfinished, ...broken];
  return rows.length === 0 ? '' : `## What is open\n\n${rows.slice(0, 2 * TOP).join('\n')}`;
}

function headOf({ number, operator, model, best, rung, gain }: Draft): string {
  const points = gain === null ? '' : `, ${gain < 0 ? '' : '+'}${gain.toFixed(2)} over its parent`;
  const by = model === null ? '' : ` by ${plain(model)}`;
  return `#${number}, ${operator}${by}: ${best === null ? 'no score' : `${score(best)} on ${rung}`}${points}`;
}

const ideaOf = ({ hypothesis }: Draft): string => plain(hypothesis);

const MOST = 300;

/** Words of models in one line that Markdown takes as text. */
const plain = (text: string | null): string =>
  (text ?? 'no idea was given')
    .replaceAll(/\s+/gu, ' ')
    .slice(0, MOST)
    .replaceAll(/[\\`*_[\]<>|#]/gu, String.raw`\$&`);

/** A fence longer than any within. */
function fenced(text: string, tag: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/gu), ([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${tag}\n${text}\n${fence}`;
}
