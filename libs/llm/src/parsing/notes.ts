import { z } from 'zod';
import type { Fence } from './fences.ts';

const told = z.union([z.string(), z.number(), z.boolean(), z.record(z.string(), z.unknown()), z.array(z.unknown())]);
const asText = told.transform((value) => (typeof value === 'string' ? value : JSON.stringify(value)));

/** What a model says about its candidate: the JSON block of a reply. Fields that are missing or odd are null. */
const notesSchema = z.object({
  hypothesis: asText.nullish().catch(null),
  changes: asText.nullish().catch(null),
  expected: asText.nullish().catch(null),
  risks: asText.nullish().catch(null),
  confidence: asText.nullish().catch(null),
  code: z.string().nullish().catch(null),
});
export type Notes = { readonly [K in keyof z.infer<typeof notesSchema>]-?: string | null };

const NONE: Notes = { hypothesis: null, changes: null, expected: null, risks: null, confidence: null, code: null };

/** The first JSON object of a reply that says any of this, in a fence or in the prose. */
export function notesOf(fences: readonly Fence[], prose: string): { notes: Notes; fence: Fence | null } {
  for (const fence of fences) {
    const notes = fence.tag === 'python' || fence.tag === 'py' ? undefined : read(fence.body);
    if (notes !== undefined) return { notes, fence };
  }
  const start = prose.indexOf('{');
  const end = prose.lastIndexOf('}');
  return { notes: (start >= 0 && end > start ? read(prose.slice(start, end + 1)) : undefined) ?? NONE, fence: null };
}

function read(text: string): Notes | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    const { hypothesis, changes, expected, risks, confidence, code } = notesSchema.parse(JSON.parse(text));
    const notes = { hypothesis, changes, expected, risks, confidence, code };
    const clean = Object.fromEntries(Object.entries(notes).map(([key, value]) => [key, value ?? null])) as Notes;
    return Object.values(clean).some((value) => value !== null) ? clean : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
    throw error;
  }
}
