import { z } from 'zod';

/** One page of a list; how to ask for the next is said by `next`, which is null on the last page. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/** A list whose next page is asked for with `cursor: next`. */
export const pageOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item), next: next('cursor') });

/** A list in the order of places; the next page is asked for with `after: next`. */
export const sequenceOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: next('after') });

const next = (parameter: string) =>
  z.string().nullable().describe(`\`${parameter}\` of the next page; null on the last page`);
