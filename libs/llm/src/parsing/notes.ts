import { z } from 'zod';
import { readJson } from './json-code.ts';
import type { Fence } from './markdown.ts';

const told = z.union([z.string(), z.number(), z.boolean(), z.record(z.string(), z.unknown()), z.array(z.unknown())]);
const asText = told.transform((value) => (typeof value === 'string' ? value : JSON.stringify(value)));

/** What a model says about its candidate: the JSON block of a reply. Fields that are missing or odd are null. */
const notesSchema = z.object({
  hypothesis: asText.nullish().catch(null),
  changes: asText.nullish().catch(null),
  expected: asText.nullish().catch(null),
  risks: asText.nullish().catch(null),
  confidence: asText.nullish().catch(null),
});
export type Notes = { readonly [K in keyof z.infer<typeof notesSchema>]-?: string | null };

const NONE: Notes = { hypothesis: null, changes: null, expected: null, risks: null, confidence: null };

/** The first JSON object of a reply that says any of this, in a fence or in the prose. */
export function notesOf(fences: readonly Fence[], prose: string): Notes {
  for (const fence of fences) {
    const notes = fence.tag === 'python' || fence.tag === 'py' ? undefined : read(fence.body);
    if (notes !== undefined) return notes;
  }
  const start = prose.indexOf('{');
  const end = prose.lastIndexOf('}');
  return (start >= 0 && end > start ? read(prose.slice(start, end + 1)) : undefined) ?? NONE;
}

function read(text: string): Notes | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  const { success, data } = notesSchema.safeParse(readJson(text));
  if (!success) return undefined;
  const { hypothesis = null, changes = null, expected = null, risks = null, confidence = null } = data;
  const notes: Notes = { hypothesis, changes, expected, risks, confidence };
  return Object.values(notes).some((value) => value !== null) ? notes : undefined;
}
