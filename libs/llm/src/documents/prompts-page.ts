import { LANGUAGES, type Language } from '@codecsmith/codec';
import { renderConsultation, renderPrompt, renderRetry, renderTrial } from '../prompts/render.ts';
import { builtinTemplates } from '../prompts/template.ts';
import { sampleMaterial } from './sample-material.ts';

const OPERATORS = ['seed', 'edit', 'rewrite', 'crossover', 'repair'] as const;
const NAMES: Readonly<Record<Language, string>> = { python: 'Python', javascript: 'JavaScript' };

const HEAD = `# Prompts

What a model is sent, word for word: the files of \`libs/llm/prompts\` with everything filled in. The search behind it is made up, and so are its numbers. This page is written by \`npm run docs -w @codecsmith/llm\`, and a test keeps it current.

Each prompt is a file with a name and a version. \`campaign prompts\` prints them, \`campaign prompts --out FOLDER\` writes them to be changed, \`campaign start --prompts FOLDER\` uses those of a folder; the campaign keeps them as artifacts, named in \`CampaignStarted\`, and every recorded prompt names the versions that it was made from. The first message begins alike for all proposals of a campaign, so that a provider can cache it.`;

/** The text of \`docs/prompts.md\`. */
export function promptsPage(): string {
  const { system, retry, trial, plan, vote, summarise, ...rest } = builtinTemplates();
  const all = [system, ...Object.values(rest), retry, trial, plan, vote, summarise];
  const versions = all.map(({ name, version }) => `${name}@${version}`);
  const answers = [
    '## When an answer cannot be used',
    quoted(renderRetry('the code must define compress_video_frame and decompress_video_frame', builtinTemplates())),
    '## When its code fails',
    quoted(renderTrial(FAILED, builtinTemplates())),
    '## Those that write no code',
    'Asked where a model of the campaign has the role plan or summarise: before an edit, for instance. The first message is that of the author.',
    ...(['plan', 'vote', 'summarise'] as const).flatMap((role) => [`### ${role}`, quoted(besideText(role))]),
  ];
  return `${[HEAD, `Versions: ${versions.join(', ')}.`, ...LANGUAGES.flatMap(sectionsOf), ...answers].join('\n\n')}\n`;
}

const besideText = (role: 'plan' | 'vote' | 'summarise'): string =>
  renderConsultation(role, { ...sampleMaterial('edit', 'javascript'), plan: null }, builtinTemplates(), IDEAS)
    .messages[1]?.content ?? '';

const IDEAS = [
  { idea: 'Trellis-coded quantisation of luma', why: 'Its levels cost the most bits.', gain: 1.5 },
  { idea: 'Chroma from luma by block', why: 'U and V are coded as if luma said nothing.', gain: 0.8 },
];

const FAILED = `⟦untrusted failure⟧
crashed (decode, frame 1, quality 50, line 57): IndexError: list index out of range
⟦end⟧`;

function sectionsOf(language: Language): string[] {
  const messagesOf = (operator: (typeof OPERATORS)[number]) =>
    renderPrompt(sampleMaterial(operator, language)).messages.map(({ content }) => content);
  const [system = ''] = messagesOf('edit');
  return [
    `## ${NAMES[language]}: the first message, of edit and repair`,
    'That of seed, rewrite and crossover offers no edits.',
    quoted(system),
    ...OPERATORS.flatMap((operator) => [`## ${NAMES[language]}: ${operator}`, quoted(messagesOf(operator)[1] ?? '')]),
  ];
}

/** A block that ends behind every fence within. */
const quoted = (text: string): string => `\`\`\`\`\`\`text\n${text.trimEnd()}\n\`\`\`\`\`\``;
