import { z } from 'zod';
import { text } from './shared.schema.ts';

/** What people call an experiment: one line, as they write it. */
export const title = text(100)
  .min(1)
  .regex(/^\S(?:[^\p{Cc}]*\S)?$/u, 'one line of at most 100 characters, without blanks at its ends');

/** A short word for many experiments at once. */
export const tag = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,39}$/, 'small letters, digits, ".", "_" and "-", at most 40 characters');

export const MOST_TAGS = 16;

/** What people wrote beside an experiment; the whole of it, after each change. It changes no number. */
export const experimentAnnotated = z.object({
  /** Null where nobody gave one: then the name of the request counts. */
  name: title.nullable(),
  note: text(4000).nullable(),
  /** In the order of the alphabet, none twice. */
  tags: z.array(tag).max(MOST_TAGS),
  starred: z.boolean(),
});
export type Annotation = z.infer<typeof experimentAnnotated>;

/** Before anybody wrote anything. */
export const NO_ANNOTATION: Annotation = { name: null, note: null, tags: [], starred: false };

/** What a name is when nobody gave one: that of the file, without its ending; null for what a generator made. */
export const nameOfRequest = ({
  name,
  source,
}: {
  readonly name?: string | undefined;
  readonly source: { readonly kind: 'submitted'; readonly fileName: string } | { readonly kind: 'generated' };
}): string | null => {
  if (name !== undefined) return name;
  if (source.kind === 'generated') return null;
  const stem = source.fileName.replace(/^.*[\\/]/, '').replace(/(.)\.[^.]*$/, '$1');
  return title.safeParse(stem.trim().slice(0, 100).trim()).data ?? null;
};
