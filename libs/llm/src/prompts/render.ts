import { measuredBy } from '@codecsmith/quality';
import type { Language } from '@codecsmith/codec';
import type { Message } from '../port/model.ts';
import { codeckitText, contractText, rulesText } from './contract-text.ts';
import { exampleCode } from './examples.ts';
import {
  SHOWN_METRICS,
  type FrameByFrame,
  type MeasuredBd,
  type ParentMaterial,
  type PromptMaterial,
  type RateAtQuality,
} from './material.ts';
import { builtinTemplates, fill, type Templates } from './template.ts';
import { diffOf, outlineOf } from './outline.ts';
import type { Idea } from '../parsing/ideas.ts';
import { fenced, headAndTail, untrusted } from './untrusted.ts';
import { withhold } from './withhold.ts';

/** A conversation's beginning, and the versions of the files that it was made from. */
export interface Prompt {
  readonly messages: readonly Message[];
  /** Such as `system@1 edit@1 retry@1 trial@1`. */
  readonly version: string;
  readonly templates: Templates;
}

/** An inspiration's code up to so many bytes is shown whole; of a longer one its difference to the parent, or its outline. */
const INSPIRATION_BYTES = 12_000;

/** The prompt of a proposal: contract, rules, parents with their numbers, inspirations, failed tries, one lesson. */
export function renderPrompt(material: PromptMaterial, templates: Templates = builtinTemplates()): Prompt {
  const { system, retry, trial, [material.operator]: operator } = templates;
  const canEdit = material.operator === 'edit' || material.operator === 'repair';
  const frame = {
    contract: contractText(material),
    rules: rulesText(material.language),
    codeckit: codeckitText(material.language),
    examples: examplesText(material.language),
    language: material.language,
    edits: canEdit ? EDITS : '',
  };
  const messages: Message[] = [
    { role: 'system', content: fill(system, frame) },
    { role: 'user', content: fill(operator, holes(withhold(material))) },
  ];
  const version = [system, operator, retry, trial].map((one) => `${one.name}@${one.version}`).join(' ');
  return { messages, version, templates };
}

/** What is asked of a model that writes no code: the first message is that of the conversation that does. */
export function renderConsultation(
  role: 'plan' | 'vote' | 'summarise',
  material: PromptMaterial,
  templates: Templates,
  ideas: readonly Idea[] = [],
): Prompt {
  const [system] = renderPrompt(material, templates).messages;
  if (system === undefined) throw new Error('a prompt begins with the message of the system');
  const told = { ...holes(withhold(material)), task: TASKS[material.operator], ideas: ideasText(ideas) };
  const messages = [system, { role: 'user', content: fill(templates[role], told) } as const];
  const version = [templates.system, templates[role], templates.retry].map((one) => `${one.name}@${one.version}`);
  return { messages, version: version.join(' '), templates };
}

const TASKS = {
  seed: 'write a codec from scratch, unlike those that were tried so far',
  edit: 'improve the parent by one focused change',
  rewrite: 'rewrite the parent around a different idea',
  crossover: 'combine the strengths of both parents in one codec',
  repair: 'mend the codec that failed',
} as const satisfies Record<PromptMaterial['operator'], string>;

const ideasText = (ideas: readonly Idea[]): string =>
  ideas.map((idea, index) => `${index + 1}.\n${untrusted('idea', ideaText(idea), 2000)}`).join('\n');

/** An idea in words, with what it is said to gain. */
export const ideaText = ({ idea, why, gain }: Idea): string =>
  [idea, ...(why === null ? [] : [`Why: ${why}`]), ...(gain === null ? [] : [`Expected gain: ${four(gain)}`])].join(
    '\n',
  );

/** What is wrong with an answer that cannot be used, for its author. */
export const renderRetry = (diagnostic: string, { retry }: Templates): string =>
  fill(retry, { diagnostic: headAndTail(diagnostic) });

/** What came of running an answer's code, for its author. */
export const renderTrial = (diagnostic: string, { trial }: Templates): string => fill(trial, { diagnostic });

/** Two whole codecs of the language. */
const examplesText = (language: Language): string =>
  [
    'All-intra:',
    fenced(exampleCode(language, 'intra'), language),
    'Low-delay:',
    fenced(exampleCode(language, 'inter'), language),
  ].join('\n');

const EDITS = ` Or, for a change of a few places, SEARCH/REPLACE edits on the parent instead:
\`\`\`
<<<<<<< SEARCH
whole lines exactly as they are in the parent, enough of them to be there only once
=======
their replacement
>>>>>>> REPLACE
\`\`\``;

const holes = (material: PromptMaterial): Record<string, string> => ({
  number: String(material.number),
  goal: material.goal === null ? '' : `Goal: ${material.goal}\n`,
  clips: `Clips: ${material.clips.map((c) => `${c.name} (${c.width}×${c.height}, ${c.frames} frames)`).join(', ')}`,
  parents: material.parents.map((parent, index) => parentText(parent, index, material)).join('\n\n'),
  inspirations: material.inspirations.map((one) => inspirationText(one, material)).join(''),
  failures: section(
    'Tries like this that failed',
    material.failures.map((one) =>
      untrusted('failed try', `${one.outcome}: ${one.message}\nidea: ${one.hypothesis ?? 'none given'}`, 700),
    ),
  ),
  plan: planText(material),
  attempts: attemptsText(material),
  lesson:
    material.lesson === null ? '' : section('A lesson of this search', [untrusted('lesson', material.lesson, 1200)]),
  hints: section(
    'Hints from the people who run this search',
    material.hints.map((hint) => `- ${hint}`),
  ),
});

const planText = ({ plan }: PromptMaterial): string =>
  plan === null
    ? ''
    : section('The plan for this try', [
        'Another model had this idea, and it was chosen. Carry it out; where the code or the numbers show that it cannot gain, say so in `hypothesis` and do what can.',
        untrusted('plan', plan),
      ]);

const MOST_IDEA = 160;

/** Which try this is, and a table of those so far: ideas and failures are words of models and programs, so it is quoted. */
function attemptsText(material: PromptMaterial): string {
  const rows = material.attempts.map((one) => {
    const points = one.gain === null ? '' : `, ${one.gain < 0 ? '' : '+'}${four(one.gain)} over its parent`;
    return `#${one.number} ${one.operator}: ${resultText(one)}${points}: ${lineOf(one.hypothesis ?? 'no idea was given')}`;
  });
  const table = rows.length === 0 ? [] : [untrusted('tries', rows.join('\n'))];
  return section('Tries of this search', [standingText(material), ...table]);
}

/** No two prompts of a campaign are alike, so that no model is asked the same thing twice. */
function standingText({ number, sees, resample }: PromptMaterial): string {
  const [first, last] = [sees + 1, number - 1];
  const open = first > last ? '' : `; ${first === last ? `#${first} is` : `#${first} to #${last} are`} under way`;
  const drafts = resample === 1 ? 'a draft was' : `${resample} drafts were`;
  const again = resample === 0 ? '' : ` Before this one ${drafts} code that the search had already: do something else.`;
  return `Yours is #${number}${open}.${again}`;
}

function resultText({ score, rung, outcome, message }: PromptMaterial['attempts'][number]): string {
  if (score !== null) return `score ${four(score)} on ${rung}`;
  return message === null ? outcome : `${outcome} (${lineOf(message)})`;
}

const lineOf = (text: string): string => text.replaceAll(/\s+/gu, ' ').slice(0, MOST_IDEA);

const section = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : `\n## ${title}\n${lines.join('\n')}\n`;

/** They quote the candidate and what it raised. */
const remarksText = (remarks: readonly string[]): string => untrusted('remarks of the lab', remarks.join('\n'), 3000);

function parentText(parent: ParentMaterial, index: number, { language, parents }: PromptMaterial): string {
  const title = parents.length > 1 ? `## Parent ${index + 1}` : '## The parent';
  return [
    `${title}${parent.score === null ? '' : `, score ${four(parent.score)}`}`,
    fenced(parent.code, language),
    ...(parent.runs.length === 0 ? [] : [runsTable(parent)]),
    ...(parent.bdRate.length === 0 ? [] : [parent.bdRate.map(bdLine).join('\n')]),
    ...feedbackText(parent),
    ...(parent.remarks === undefined || parent.remarks.length === 0 ? [] : [remarksText(parent.remarks)]),
    ...(parent.failure === null ? [] : [failureText(parent.failure)]),
    ...(parent.madeFrom === undefined ? [] : [madeFromText(parent.madeFrom)]),
  ].join('\n\n');
}

/** Where bits go, by quality and by frame. */
function feedbackText({ rates = [], frames = [] }: ParentMaterial): string[] {
  const byCurve = [...Map.groupBy(rates, ({ clip, anchor }) => `- ${clip}: bits at equal psnr_y against ${anchor}`)];
  const lines = [
    ...byCurve.map(([head, points]) => `${head}: ${points.map(rateText).join(', ')}`),
    ...frames.filter(({ frames: { length } }) => length > 1).map(framesText),
  ];
  return lines.length === 0 ? [] : [lines.join('\n')];
}

const rateText = ({ quality, percent }: RateAtQuality): string =>
  `${percent === null ? 'out of its range' : `${percent > 0 ? '+' : ''}${four(percent)} %`} at quality ${quality}`;

function framesText({ clip, quality, frames }: FrameByFrame): string {
  const psnrs = frames.map(({ psnr_y }) => psnr_y ?? Infinity);
  const worst = Math.min(...psnrs);
  const sizes = frames.flatMap(({ bytes }) => bytes ?? []);
  const parts = [
    ...(sizes.length === 0 ? [] : [`bytes ${sizes.join(' ')}`]),
    `psnr_y ${psnrs.map((value) => (value === Infinity ? '∞' : four(value))).join(' ')}`,
    ...(worst === Infinity ? [] : [`the worst is frame ${psnrs.indexOf(worst)}`]),
  ];
  return `- ${clip}, quality ${quality}, frame by frame: ${parts.join('; ')}`;
}

/** What broke a codec that worked is most often in the difference. */
const madeFromText = ({ score, diff }: NonNullable<ParentMaterial['madeFrom']>): string =>
  `It was made from a codec that works${score === null ? '' : ` (score ${four(score)})`} by this change:\n${fenced(diff, 'diff')}`;

function runsTable({ runs, anchorRuns }: ParentMaterial): string {
  const metrics = measuredBy([...runs, ...anchorRuns], SHOWN_METRICS);
  const heads = ['codec', 'clip', 'point', 'kbps', ...metrics];
  const row = (
    who: string,
    point: string,
    run: ParentMaterial['anchorRuns'][number] | ParentMaterial['runs'][number],
  ) => [who, run.clip, point, four(run.kbps), ...metrics.map((name) => valueText(run[name]))];
  const rows = [
    ...runs.map((run) => row('parent', `quality ${run.quality}`, run)),
    ...anchorRuns.map((run) => row('anchor', run.point, run)),
  ];
  return [heads, heads.map(() => '---'), ...rows].map(tableLine).join('\n');
}

const tableLine = (cells: readonly string[]): string =>
  cells.every((cell) => cell === '---') ? `|${cells.join('|')}|` : `| ${cells.join(' | ')} |`;

const bdLine = ({ clip, anchor, metric, percent, reason }: MeasuredBd): string =>
  `- ${clip}: BD-rate of ${metric} against ${anchor}: ${percent === null ? `none (${reason ?? 'no reason'})` : `${four(percent)} %`}`;

function failureText(failure: NonNullable<ParentMaterial['failure']>): string {
  const code = failure.code === null || failure.code === failure.outcome ? '' : ` (${failure.code})`;
  const where = [failure.place, ...(failure.line === null ? [] : [`line ${failure.line}`])];
  const place = where.map((part) => (part === '' ? '' : `, ${part}`)).join('');
  const advice = failure.advice === null ? '' : `\nadvice: ${failure.advice}`;
  return untrusted('failure', `${failure.outcome}${code}${place}: ${failure.message}${advice}\n${failure.lastLines}`);
}

function inspirationText(one: PromptMaterial['inspirations'][number], material: PromptMaterial): string {
  const code = inspirationCode(one.code, material);
  const idea = one.hypothesis === null ? '' : `${untrusted('idea', one.hypothesis, 700)}\n`;
  return `\n## Another approach (${one.family}${one.score === null ? '' : `, score ${four(one.score)}`})\n${idea}${code}\n`;
}

/** Half a file says little: a long one is told by what differs from the parent, and where that is long too, without its bodies. */
function inspirationCode(code: string, { language, parents: [parent] }: PromptMaterial): string {
  if (Buffer.byteLength(code) <= INSPIRATION_BYTES) return fenced(code, language);
  const diff = parent === undefined ? code : diffOf(parent.code, code);
  if (Buffer.byteLength(diff) <= INSPIRATION_BYTES) return `Its difference to the parent:\n${fenced(diff, 'diff')}`;
  return `Its outline, without the bodies:\n${fenced(headAndTail(outlineOf(code), INSPIRATION_BYTES), language)}`;
}

/** Four significant digits. */
const four = (value: number): string => String(Number(value.toPrecision(4)));

/** `∞` for equal planes; a dash where the metric was not measured. */
const valueText = (value: number | null | undefined): string =>
  value === undefined ? '–' : value === null ? '∞' : four(value);
