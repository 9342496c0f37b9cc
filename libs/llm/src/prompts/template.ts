import { PROMPT_NAMES, type PromptName } from '@codecsmith/campaign';
import { readFileSync } from 'node:fs';

/** A prompt as its file holds it. */
export interface Template {
  readonly name: PromptName;
  readonly version: number;
  readonly text: string;
}

const FRONT_MATTER = /^---\nname: (\w+)\nversion: (\d+)\n---\n/u;
const HOLE = /\{\{(\w+)\}\}/gu;

const OF_A_PROPOSAL = [
  ...['number', 'goal', 'clips', 'parents', 'plan', 'inspirations', 'attempts', 'failures', 'lesson', 'hints'],
] as const;
/** Of those that write no code. */
const BESIDE = ['goal', 'clips', 'parents', 'inspirations', 'attempts', 'failures', 'lesson', 'hints'] as const;

/** What each prompt may name, as `{{name}}`. */
const HOLES: Readonly<Record<PromptName, readonly string[]>> = {
  system: ['contract', 'rules', 'codeckit', 'examples', 'language', 'edits'],
  ...{ seed: OF_A_PROPOSAL, edit: OF_A_PROPOSAL, rewrite: OF_A_PROPOSAL },
  ...{ crossover: OF_A_PROPOSAL, repair: OF_A_PROPOSAL },
  ...{ retry: ['diagnostic'], trial: ['diagnostic'] },
  ...{ plan: [...BESIDE, 'task'], vote: [...BESIDE, 'task', 'ideas'], summarise: BESIDE },
};

/** All prompts of a campaign. */
export type Templates = Readonly<Record<PromptName, Template>>;

/**
 * Reads the text of a prompt file.
 *
 * @throws RangeError naming the file whose front matter lacks its name or its version, or that names what nothing fills
 */
export function parseTemplate(name: PromptName, content: string): Template {
  const [head, told, version] = FRONT_MATTER.exec(content) ?? [];
  if (head === undefined || told !== name) {
    throw new RangeError(`${name}.md: the file begins with ---, name: ${name}, version: <number>, ---`);
  }
  const text = content.slice(head.length);
  const unknown = [...text.matchAll(HOLE)].find(([, hole = '']) => !HOLES[name].includes(hole));
  if (unknown !== undefined) {
    throw new RangeError(`${name}.md: ${unknown[0]} is not allowed; allowed: ${HOLES[name].join(', ')}`);
  }
  return { name, version: Number(version), text };
}

/** A prompt file that comes with the lab, as it is. */
export const builtinPrompt = (name: PromptName): string =>
  readFileSync(new URL(`../../prompts/${name}.md`, import.meta.url), 'utf8');

let builtin: Templates | undefined;

/** The prompts that come with the lab. */
export const builtinTemplates = (): Templates =>
  (builtin ??= templatesOf(Object.fromEntries(PROMPT_NAMES.map((name) => [name, builtinPrompt(name)]))));

/**
 * A campaign's prompts: its own files by name, and for the rest those that come with the lab.
 *
 * @throws RangeError as {@link parseTemplate}
 */
export const templatesOf = (files: Readonly<Partial<Record<PromptName, string>>>): Templates =>
  Object.fromEntries(
    PROMPT_NAMES.map((name) => [
      name,
      files[name] === undefined ? builtinTemplates()[name] : parseTemplate(name, files[name]),
    ]),
  ) as unknown as Templates;

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
