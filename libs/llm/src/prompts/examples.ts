import { readFileSync } from 'node:fs';
import type { Language } from '@codecsmith/codec';

/** Kinds of complete codecs that a prompt shows. */
export const EXAMPLES = ['intra', 'inter'] as const;
export type ExampleName = (typeof EXAMPLES)[number];

const SUFFIX: Readonly<Record<Language, string>> = { python: 'py', javascript: 'js' };

/** A complete codec on codeckit that works; a test of the executor runs each. */
export const exampleCode = (language: Language, name: ExampleName): string =>
  readFileSync(new URL(`../../prompts/examples/${name}.${SUFFIX[language]}`, import.meta.url), 'utf8');
