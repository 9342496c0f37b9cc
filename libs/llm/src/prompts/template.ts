import { readFileSync } from 'node:fs';

export const PROMPTS = ['system', 'seed', 'edit', 'rewrite', 'crossover', 'repair', 'retry', 'trial'] as const;
export type PromptName = (typeof PROMPTS)[number];

/** A prompt as its file holds it. */
export interface Template {
  readonly name: PromptName;
  readonly version: number;
  readonly text: string;
}

const FRONT_MATTER = /^---\nname: (\w+)\nversion: (\d+)\n---\n/u;
const HOLE = /\{\{(\w+)\}\}/gu;

/** All prompts of a campaign. */
export type Templates = Readonly<Record<PromptName, Template>>;

/**
 * Reads the text of a prompt file.
 *
 * @throws RangeError naming the file whose front matter lacks its name or its version
 */
export function parseTemplate(name: PromptName, content: string): Template {
  const [head, told, version] = FRONT_MATTER.exec(content) ?? [];
  if (head === undefined || told !== name) {
    throw new RangeError(`${name}.md: the file begins with ---, name: ${name}, version: <number>, ---`);
  }
  return { name, version: Number(version), text: content.slice(head.length) };
}

const readBuiltin = (name: PromptName): Template =>
  parseTemplate(name, readFileSync(new URL(`../../prompts/${name}.md`, import.meta.url), 'utf8'));

let builtin: Templates | undefined;

/** The prompts that come with the lab. */
export const builtinTemplates = (): Templates =>
  (builtin ??= Object.fromEntries(PROMPTS.map((name) => [name, readBuiltin(name)])) as unknown as Templates);

/**
 * Fills the holes of a template, once: what is filled in is not looked at again, and stands as it is. Holes that stay
 * empty leave no more than one empty line.
 *
 * @throws RangeError naming a hole without a value
 */
export function fill({ name, text }: Template, values: Readonly<Record<string, string>>): string {
  const valueOf = (hole: string): string => {
    const value = values[hole];
    if (value === undefined)
      throw new RangeError(`${name}.md: nothing fills {{${hole}}}; allowed: ${Object.keys(values).join(', ')}`);
    return value;
  };
  const open = text.replaceAll(HOLE, (mark, hole: string) => (valueOf(hole) === '' ? '' : mark));
  const filled = open.replaceAll(/\n{3,}/gu, '\n\n').replaceAll(HOLE, (_, hole: string) => valueOf(hole));
  return `${filled.trim()}\n`;
}
