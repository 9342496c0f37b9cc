import type { Language } from '@codecsmith/codec';
import { RULE_CATALOGUE } from './catalogue.ts';
import type { RuleDescription } from './rule.ts';

const INTRODUCTION = `# The sanitizer

Generated from the rules in \`libs/sanitizer/src\` by \`npm run docs -w @codecsmith/sanitizer\`; every example below is also a test.

The sanitizer reads a candidate without running it. It **repairs** what is sloppy, **refuses** what could not run, and
**warns** of what the jail will stop. It explains; it is not the wall: the jail is. Repairs blank lines instead of deleting
them, so a line of a traceback is the author's line.
`;

const HEADINGS: Readonly<Record<RuleDescription['kind'], string>> = {
  repair: 'Repairs',
  reject: 'Refusals',
  warn: 'Warnings',
};

const NAMES: Readonly<Record<Language, string>> = { python: 'Python', javascript: 'JavaScript' };

/** Longest example that is shown whole. */
const SHOWN_CHARS = 600;

const visible: readonly (readonly [string, string])[] = [
  ['\uFEFF', '⟨U+FEFF⟩'],
  ['\u00A0', '⟨U+00A0⟩'],
  ['\0', '⟨U+0000⟩'],
  ['\r', '⟨CR⟩'],
  ['\t', '⟨TAB⟩'],
];

function example(text: string, language: Language): string {
  const shown = visible.reduce((current, [char, name]) => current.replaceAll(char, name), text);
  if (shown.trim() === '') return '(nothing but blank lines)';
  const short = shown.length > SHOWN_CHARS ? `${shown.slice(0, 60)} … (${shown.length} characters)` : shown;
  return `~~~${language}\n${short}\n~~~`;
}

function section(rule: RuleDescription, language: Language): string {
  const verb = rule.kind === 'repair' ? 'Repaired' : rule.kind === 'reject' ? 'Refused' : 'Warned of';
  return `### \`${rule.id}\`

${rule.title} ${rule.why}

${verb}:

${example(rule.bad, language)}

Left alone:

${example(rule.good, language)}
`;
}

function chapter(language: Language): string {
  const kinds = Object.entries(HEADINGS) as [RuleDescription['kind'], string][];
  const parts = kinds.map(([kind, heading]) => {
    const rules = RULE_CATALOGUE[language].filter((rule) => rule.kind === kind);
    return `## ${NAMES[language]}: ${heading.toLowerCase()}\n\n${rules.map((rule) => section(rule, language)).join('\n')}`;
  });
  return parts.join('\n');
}

/** The page `docs/sanitizer.md`, whole. */
export function renderRulesPage(): string {
  return `${INTRODUCTION}\n${chapter('python')}\n${chapter('javascript')}`;
}
