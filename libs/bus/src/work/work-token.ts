import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { refuse, type Fact, type RawCommand, type ReadonlyDeep, type Refusal, refusedSchema } from '@codecsmith/kernel';
import { candidateOf } from '@codecsmith/experiment';
import { z } from 'zod';
import { parseWith, readJson, type ArrivedMessage } from '../messages/read-command.ts';
import { addressOf, factSubject, subjectMatches } from '../topology/subjects.ts';
import { DURABLES, durablePlan, recordsOf, type DurableName } from '../topology/topology.ts';
import { SERVICES } from '../identities/roles.ts';

const durableNames = Object.keys(DURABLES) as [DurableName, ...DurableName[]];

/** The work that a service has in hand: a fact that the durable in the subject delivered. */
export const takeWorkSchema = z.object({
  /** Position of the fact, and the hash that its message carried. */
  position: z.int().positive(),
  hash: z.string(),
});
const durableSchema = z.enum(durableNames);
export type WorkOfDurable = z.output<typeof takeWorkSchema> & { readonly durable: DurableName };

export const workTakenSchema = z.discriminatedUnion('accepted', [
  z.object({ accepted: z.literal(true), token: z.string() }),
  refusedSchema,
]);
export type WorkTaken = ReadonlyDeep<z.output<typeof workTakenSchema>>;

/** A request for a token, and whom it came from. */
export interface AskedForWork {
  readonly actor: string;
  readonly work: WorkOfDurable;
}

/** @throws UnreadableMessage */
export function readTakeWork({ subject, data }: ArrivedMessage): AskedForWork {
  const { actor = '', verb } = addressOf(subject) ?? {};
  return { actor, work: { durable: parseWith(durableSchema, verb), ...parseWith(takeWorkSchema, readJson(data)) } };
}

/** The refusal of a record whose token is missing or of another ledger's life: take the work again. */
export const NO_TOKEN = 'no_token';

const KEY_BYTES = 32;
/** In no name of a durable and no id of a fact. */
const SEPARATOR = '/';

/**
 * The ledger's side of handing out work: whoever records an outcome shows that one of its durables has the very fact that
 * the log has. A token names the fact and proves sender, durable and fact; it lives as long as this ledger.
 */
export class WorkTokens {
  private readonly key = randomBytes(KEY_BYTES);

  /** @param fact the fact that the log has at the position asked for */
  take({ actor, work: { durable, hash } }: AskedForWork, fact: Fact | undefined): WorkTaken {
    const plan = durablePlan(durable);
    if (serviceOf(actor) !== plan.service)
      return refused(`durable: ${durable} belongs to ${plan.service}, not to ${actor}`);
    if (fact?.hash !== hash || !subjectMatches(plan.filter, factSubject(fact))) {
      return refused(`position: the log has no such fact for ${durable}`);
    }
    return {
      accepted: true,
      token: `${durable}${SEPARATOR}${fact.id}${SEPARATOR}${this.proof(actor, durable, fact.id)}`,
    };
  }

  /**
   * Why a command may not be decided: it records work of a durable without the token for it, or its id is kept for
   * another sender. Undefined when it may.
   */
  refusalOf(command: RawCommand): Refusal | undefined {
    const { aggregate, type, id, actor = '' } = command;
    const [owner = ''] = id.split(':', 1);
    const keeper = keeperOf(owner);
    if (keeper !== undefined && keeper !== serviceOf(actor)) {
      return refuse('reserved_id', `id: ids that begin with ${owner}: are those of ${keeper}`, { field: 'id' });
    }
    const durables = durableNames.filter((name) => isRecord(name, aggregate, type));
    if (durables.length === 0 || this.isProved(command, durables)) return undefined;
    return refuse(NO_TOKEN, `token: ${aggregate}.${type} needs the token of the work that was handed out`, {
      field: 'token',
    });
  }

  /** Whether the token is for one of these durables, and for a fact of the very aggregate, or of the draft that it tries. */
  private isProved(
    { aggregateId = '', actor = '', token = '' }: RawCommand,
    durables: readonly DurableName[],
  ): boolean {
    const [name, factId = '', proof = ''] = token.split(SEPARATOR);
    const durable = durables.find((each) => each === name);
    if (durable === undefined || !same(proof, this.proof(actor, durable, factId))) return false;
    const owner = factId.slice(0, factId.lastIndexOf(':'));
    return owner === aggregateId || owner === candidateOf(aggregateId);
  }

  private proof(actor: string, durable: DurableName, factId: string): string {
    return createHmac('sha256', this.key)
      .update(JSON.stringify([actor, durable, factId]))
      .digest('hex');
  }
}

const isRecord = (name: DurableName, aggregate: string, verb: string): boolean => {
  const records = recordsOf(name);
  return records.aggregate === aggregate && records.verbs.includes(verb);
};

/** Service names and durables are kept for the service: whoever sent its id first would take the answer from it. */
function keeperOf(name: string): string | undefined {
  if (durableNames.some((durable) => durable === name)) return durablePlan(name as DurableName).service;
  return SERVICES.find((service) => service === name);
}

/** The service that an actor belongs to; executors have names of their own. */
function serviceOf(actor: string): string | undefined {
  const [kind, name = ''] = actor.split(':');
  if (kind !== 'service') return undefined;
  return SERVICES.find((service) => service === name) ?? 'executor';
}

const same = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));

const refused = (message: string): WorkTaken => ({ accepted: false, id: '', refusal: refuse('no_such_work', message) });
