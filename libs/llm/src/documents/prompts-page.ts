import { LANGUAGES, type Language } from '@codecsmith/codec';
import { renderPrompt, renderRetry, renderTrial } from '../prompts/render.ts';
import { builtinTemplates } from '../prompts/template.ts';
import { sampleMaterial } from './sample-material.ts';

const OPERATORS = ['seed', 'edit', 'rewrite', 'crossover', 'repair'] as const;
const NAMES: Readonly<Record<Language, string>> = { python: 'Python', javascript: 'JavaScript' };

const HEAD = `# Prompts

What a model is sent, word for word: the files of \`libs/llm/prompts\` with everything filled in. The search behind it is made up, and so are its numbers. This page is written by \`npm run docs -w @codecsmith/llm\`, and a test keeps it current.

Each prompt is a file with a name and a version. \`campaign prompts\` prints them, \`campaign prompts --out FOLDER\` writes them to be changed, \`campaign start --prompts FOLDER\` uses those of a folder; the campaign keeps them as artifacts, named in \`CampaignStarted\`, and every recorded prompt names the versions that it was made from. The first message begins alike for all proposals of a campaign, so that a provider can cache it.`;

/** The text of \`docs/prompts.md\`. */
export function promptsPage(): string {
  const { system, retry, trial, ...rest } = builtinTemplates();
  const versions = [system, ...Object.values(rest), retry, trial].map(({ name, version }) => `${name}@${version}`);
  const answers = [
    '## When an answer cannot be used',
    quoted(renderRetry('the code must define compress_video_frame and decompress_video_frame', builtinTemplates())),
    '## When its code fails',
    quoted(renderTrial(FAILED, builtinTemplates())),
  ];
  return `${[HEAD, `Versions: ${versions.join(', ')}.`, ...LANGUAGES.flatMap(sectionsOf), ...answers].join('\n\n')}\n`;
}

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
