import { accept, type FactDraft } from '@codecsmith/kernel';
import { defineAggregate } from '@codecsmith/ledger';
import { z } from 'zod';

/** Text of a fact of middling length: facts of an experiment have 200 to 2,000 bytes. */
export const TEXT = 'x'.repeat(400);

const commands = { append: z.object({ items: z.int().min(1).max(3) }) };

/** An aggregate without rules: what remains is the cost of appending. */
export const entryAggregate = defineAggregate<null, typeof commands, FactDraft, null>({
  name: 'entry',
  commands,
  context: () => null,
  decider: {
    initial: null,
    decide: (_state, { data }) => accept(...Array.from({ length: data.items }, () => itemFact)),
    evolve: () => null,
  },
});

const itemFact: FactDraft = { type: 'ItemAppended', schemaVersion: 1, data: { text: TEXT } };
