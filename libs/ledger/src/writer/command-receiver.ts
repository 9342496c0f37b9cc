import { findUnsafe, refusalOf, refuse, type Command, type RawCommand, type Refusal } from '@codecsmith/kernel';
import type { ArtifactStore } from '@codecsmith/artifacts';
import { z } from 'zod';
import type { Aggregate, Registry } from '../port/aggregate.ts';

const DEFAULT_ACTOR = 'user:bus';
const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

const commandId = z.string().regex(/^[\x21-\x7e]{1,400}$/, '1 to 400 visible ASCII characters, no spaces');
const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/, 'letters, digits, _ and -, at most 100 characters');
const actor = z.string().regex(/^(service|user):[^\s\p{C}]{1,200}$/u, 'service:<name> or user:<name>');

const envelope = z.object({
  id: commandId,
  aggregate: z.string(),
  type: z.string(),
  subject: name.optional(),
  source: actor.default(DEFAULT_ACTOR),
  correlationid: name.optional(),
});

/** New work is refused while the disk has too little room for what runs. */
export const DISK_FULL = 'disk_full';

/** A command whose envelope is sound. Its data may still have been refused: a repeat of an accepted id is answered first. */
export interface Received {
  readonly aggregate: Aggregate;
  readonly command: Command;
  readonly refusal?: Refusal;
}

/** Checks commands before they queue for a decision, and stores what they bring inline. */
export class CommandReceiver {
  constructor(
    private readonly registry: Registry,
    private readonly artifacts?: ArtifactStore,
    private readonly diskFullReason: () => string | undefined = () => undefined,
  ) {}

  /** @returns the received command, or why it cannot even be looked up */
  async receive(raw: RawCommand): Promise<Received | Refusal> {
    const fields = fieldsOf(raw);
    const parsed = envelope.safeParse(fields);
    if (!parsed.success) return { ...refusalOf(parsed.error, fields), code: 'invalid_command' };
    const aggregate = this.registry.get(parsed.data.aggregate);
    if (aggregate === undefined) return unknown('aggregate', raw.aggregate, [...this.registry.keys()]);
    const schema = Object.hasOwn(aggregate.commands, raw.type) ? aggregate.commands[raw.type] : undefined;
    if (schema === undefined) return unknown('type', raw.type, Object.keys(aggregate.commands));
    const data = schema.safeParse(raw.data);
    const aggregateId = parsed.data.subject ?? this.derivedId(aggregate, raw, data);
    if (aggregateId === undefined && data.success) return noSubject(raw);
    const command: Command = {
      id: raw.id,
      type: raw.type,
      aggregate: aggregate.name,
      aggregateId: aggregateId ?? '',
      actor: parsed.data.source,
      ...(parsed.data.correlationid === undefined ? {} : { correlationId: parsed.data.correlationid }),
      ...(raw.traceparent !== undefined && TRACEPARENT.test(raw.traceparent) ? { traceparent: raw.traceparent } : {}),
      data: data.data,
    };
    if (!data.success) return { aggregate, command, refusal: refusalOf(data.error, raw.data) };
    const unhealthyReason = aggregate.bringsWork?.includes(raw.type) ? this.diskFullReason() : undefined;
    if (unhealthyReason !== undefined) return { aggregate, command, refusal: refuse(DISK_FULL, unhealthyReason) };
    return this.prepare(aggregate, command);
  }

  private derivedId(aggregate: Aggregate, raw: RawCommand, data: z.ZodSafeParseResult<unknown>): string | undefined {
    return data.success ? aggregate.idFor?.({ id: raw.id, type: raw.type, data: data.data }) : undefined;
  }

  private async prepare(aggregate: Aggregate, command: Command): Promise<Received> {
    const unsafe = findUnsafe(command.data);
    if (unsafe !== undefined) {
      const message = `${unsafe}: holds a NUL or half of a surrogate pair; only well-formed text without NUL is allowed`;
      return { aggregate, command, refusal: refuse('not_storable', message, { field: unsafe }) };
    }
    if (this.artifacts === undefined || aggregate.prepare === undefined) return { aggregate, command };
    const prepared = await aggregate.prepare(command, this.artifacts);
    if ('refusal' in prepared) return { aggregate, command, refusal: prepared.refusal };
    return { aggregate, command: { ...command, data: prepared.data } };
  }
}

/** The names of the wire, so that a refusal names the field that the sender wrote. */
const fieldsOf = (raw: RawCommand) => ({
  id: raw.id,
  aggregate: raw.aggregate,
  type: raw.type,
  subject: raw.aggregateId,
  source: raw.actor,
  correlationid: raw.correlationId,
});

const unknown = (field: 'aggregate' | 'type', value: string, allowed: readonly string[]): Refusal =>
  refuse(`unknown_${field}`, `${field}: ${JSON.stringify(value)} is none of ${allowed.join(', ')}`, { field, allowed });

const noSubject = (raw: RawCommand): Refusal =>
  refuse('no_subject', `subject: ${raw.aggregate}.${raw.type} needs the id of its ${raw.aggregate}`, {
    field: 'subject',
  });
