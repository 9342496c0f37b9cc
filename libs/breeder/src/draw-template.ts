import type { Language } from '@codecsmith/codec';
import { drawGenes, type Genes } from './genes.ts';
import { hypothesisOf, titleOf } from './hypothesis.ts';
import { decoder, encoder } from './python-entry.ts';
import { constants, sharedParts, transformPart } from './python-parts.ts';

/** A candidate that was put together from building blocks. */
export interface Template {
  readonly code: string;
  readonly language: Language;
  readonly genes: Genes;
  readonly hypothesis: string;
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The source for a set of genes: readable Python, only the parts that it uses. */
export function writeTemplate(genes: Genes): string {
  const head = `"""${capitalised(titleOf(genes))}."""\n\nimport ${genes.entropy}\n\nimport numpy as np\n\n${constants(genes)}`;
  const parts = [transformPart(genes), ...sharedParts(genes), encoder(genes), decoder(genes)];
  return `${[head, ...parts].join('\n\n\n')}\n`;
}

/** Draws a candidate. The same seed gives the same text, byte for byte, on every machine. */
export function drawTemplate(seed: string): Template {
  const genes = drawGenes(seed);
  return { code: writeTemplate(genes), language: 'python', genes, hypothesis: hypothesisOf(genes) };
}
