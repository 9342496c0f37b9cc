import { accept, decline, refuse, type FactDraft } from '@codecsmith/kernel';
import { z } from 'zod';
import { defineAggregate, type Knowledge } from '../port/aggregate.ts';

const attempt = z.int().positive();

/** A small aggregate that uses every part of the writer: lookups, leases, faults. Only tests know it. */
const parcelCommands = {
  register: z.object({ label: z.string().min(1), size: z.enum(['small', 'large']).default('small') }),
  pack: z.object({ items: z.array(z.string()) }),
  take: z.object({ attempt, executor: z.string() }),
  deliver: z.object({ attempt, token: z.string() }),
  'give-up': z.object({ attempt }),
  explode: z.object({}),
};

interface Parcel {
  readonly label: string | null;
  readonly items: number;
}

const fact = (type: string, data: unknown): FactDraft => ({ type, schemaVersion: 1, data });

export const parcel = defineAggregate<Parcel, typeof parcelCommands, FactDraft, Knowledge>({
  name: 'parcel',
  commands: parcelCommands,
  context: (knowledge) => knowledge,
  idFor: ({ id, type }) => (type === 'register' ? `parcel-${id}` : undefined),
  lookups: (command) => (command.type === 'register' ? [{ kind: 'label', key: command.data.label }] : []),
  entries: ({ type, data, aggregateId }) =>
    type === 'ParcelRegistered'
      ? [{ kind: 'label', key: (data as { label: string }).label, value: { parcel: aggregateId } }]
      : [],
  lease: ({ data }) =>
    'attempt' in data ? { attempt: data.attempt, token: 'token' in data ? data.token : null } : undefined,
  leaseChanges: (facts) =>
    facts.map(({ type, data }) =>
      type === 'ParcelTaken'
        ? { change: 'grant', ...(data as { attempt: number; executor: string }) }
        : { change: 'end', reason: type === 'ParcelLost' ? 'fenced' : 'concluded' },
    ),
  decider: {
    initial: { label: null, items: 0 },
    decide(state, command, context) {
      if (command.type === 'register') {
        if (state.label !== null) return decline(refuse('already_exists', 'subject: exists', { field: 'subject' }));
        const namesake = context.lookup('label', command.data.label);
        if (namesake !== undefined) return decline(refuse('label_taken', `label: ${JSON.stringify(namesake)}`));
        return accept(fact('ParcelRegistered', command.data));
      }
      if (state.label === null) return decline(refuse('unknown_parcel', `subject: ${command.aggregateId}`));
      switch (command.type) {
        case 'pack':
          return accept(...command.data.items.map((item) => fact('ItemPacked', { item, number: state.items })));
        case 'take':
          return accept(fact('ParcelTaken', command.data));
        case 'deliver':
          return context.lease.valid
            ? accept(fact('ParcelDelivered', { attempt: command.data.attempt }))
            : decline(refuse('not_yours', 'token: is not the one that was issued', { field: 'token' }));
        case 'give-up':
          return context.lease.expired
            ? accept(fact('ParcelLost', { lastBeatAt: context.lease.lastBeatAt }))
            : decline(refuse('lease_alive', `attempt ${command.data.attempt} still beats`));
        case 'explode':
          throw new Error('a rule with a hole');
      }
    },
    evolve: (state, { type, data }) =>
      type === 'ParcelRegistered'
        ? { ...state, label: (data as { label: string }).label }
        : { ...state, items: state.items + Number(type === 'ItemPacked') },
  },
});
