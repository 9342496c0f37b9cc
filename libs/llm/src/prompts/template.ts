import { readFileSync } from 'node:fs';

export const PROMPTS = ['system', 'seed', 'edit', 'rewrite', 'crossover', 'repair', 'retry'] as const;
export type PromptName = (typeof PROMPTS)[number];

/** A prompt as its file holds it. */
export interface Template {
  readonly name: PromptName;
  readonly version: number;
  readonly text: string;
}

const FRONT_MATTER = /^---\nname: (\w+)\nversion: (\d+)\n---\n/u;
const HOLE = /\{\{(\w+)\}\}/gu;

/**
 * Reads a prompt file.
 *
 * @throws Error naming the file whose front matter lacks its name or its version
 */
export function loadTemplate(name: PromptName): Template {
  const file = new URL(`../../prompts/${name}.md`, import.meta.url);
  const content = readFileSync(file, 'utf8');
  const [head, told, version] = FRONT_MATTER.exec(content) ?? [];
  if (head === undefined || told !== name)
    throw new Error(`prompts/${name}.md: front matter needs name: ${name} and a version`);
  return { name, version: Number(version), text: content.slice(head.length) };
}

/**
 * Fills the holes of a template, once: what is filled in is not looked at again, and stands as it is. Holes that stay
 * empty leave no more than one empty line.
 *
 * @throws Error naming a hole without a value
 */
export function fill({ name, text }: Template, values: Readonly<Record<string, string>>): string {
  const valueOf = (hole: string): string => {
    const value = values[hole];
    if (value === undefined) throw new Error(`prompts/${name}.md: nothing fills {{${hole}}}`);
    return value;
  };
  const open = text.replaceAll(HOLE, (mark, hole: string) => (valueOf(hole) === '' ? '' : mark));
  const filled = open.replaceAll(/\n{3,}/gu, '\n\n').replaceAll(HOLE, (_, hole: string) => valueOf(hole));
  return `${filled.trim()}\n`;
}
