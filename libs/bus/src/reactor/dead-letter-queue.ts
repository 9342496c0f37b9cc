import { jetstreamManager, type JetStreamManager, type StoredMsg } from '@nats-io/jetstream';
import { errors, type Msg, type NatsConnection } from '@nats-io/transport-node';
import { z } from 'zod';
import { quarantinedSchema } from '../messages/quarantine.ts';
import { parseWith, readJson } from '../messages/read-command.ts';
import { unlessMissing } from '../topology/ensure-topology.ts';
import { redrivenSubject, redriveSubject } from '../topology/subjects.ts';
import type { StreamName } from '../topology/topology.ts';

const STREAM = 'QUARANTINE' satisfies StreamName;
const TAKEN_WITHIN_MS = 5_000;

/** What a service is asked to take into hand again, whole: not every service may read quarantine. */
export const redriveSchema = quarantinedSchema.extend({ place: z.int().positive() });
export const redriveAnswerSchema = z.object({ taken: z.boolean(), reason: z.string().optional() });

/** A message in quarantine; `place` is its sequence there. */
export type QuarantinedMessage = Readonly<z.output<typeof redriveSchema>>;

/** What a service says once it has done what it took into hand again. */
export const redrivenSchema = z.object({ place: z.int().positive() });

/** Nothing was done: why, in words for an operator. */
export class NotRedriven extends Error {
  override readonly name = 'NotRedriven';
}

/** Lists what could not be handled, gives it back to its service, or drops it. */
export class DeadLetterQueue {
  readonly #nc: NatsConnection;
  readonly #manager: Promise<JetStreamManager>;

  constructor(nc: NatsConnection) {
    this.#nc = nc;
    this.#manager = jetstreamManager(nc);
    this.#manager.catch(() => undefined);
    nc.subscribe(redrivenSubject('*'), {
      queue: STREAM,
      callback: (_, message) => void this.#dropDone(message).catch(() => undefined),
    });
  }

  /** Messages behind a place, the oldest first. */
  async list(after: number, limit: number): Promise<QuarantinedMessage[]> {
    const found: QuarantinedMessage[] = [];
    let place = after;
    while (found.length < limit) {
      const stored = await this.#stored({ seq: place + 1, next_by_subj: '>' });
      if (stored === undefined) break;
      found.push(messageOf(stored));
      place = stored.seq;
    }
    return found;
  }

  /** The message at a place; undefined when there is none. */
  async at(place: number): Promise<QuarantinedMessage | undefined> {
    const stored = await this.#stored({ seq: place });
    return stored === undefined ? undefined : messageOf(stored);
  }

  /**
   * Asks the service that gave a message up to try once more; the message leaves quarantine when that succeeds.
   *
   * @throws NotRedriven when no instance of the service can take it now
   */
  async redrive(message: QuarantinedMessage): Promise<void> {
    const { origin, place } = message;
    if ((await this.at(place)) === undefined) throw new NotRedriven(`message ${place} was not given back: it is gone`);
    const reply = await this.#nc
      .request(redriveSubject(origin), JSON.stringify(message), { timeout: TAKEN_WITHIN_MS })
      .catch((error: unknown) => {
        if (error instanceof errors.RequestError || error instanceof errors.TimeoutError) return undefined;
        throw error;
      });
    if (reply === undefined) throw new NotRedriven(`no running service takes messages that "${origin}" gave up`);
    const { taken, reason } = parseWith(redriveAnswerSchema, readJson(reply.data));
    if (!taken) throw new NotRedriven(`"${origin}" did not take it: ${reason ?? 'no reason given'}`);
  }

  /** Deletes a message for good; false when it was gone. */
  async drop(place: number): Promise<boolean> {
    if ((await this.at(place)) === undefined) return false;
    return (await this.#manager).streams.deleteMessage(STREAM, place);
  }

  /** A service may end only what it gave up itself; one that cannot be dropped now stays, and can be given back again. */
  async #dropDone(done: Msg): Promise<void> {
    const { place } = parseWith(redrivenSchema, readJson(done.data));
    const message = await this.at(place);
    if (message !== undefined && redrivenSubject(message.origin) === done.subject) await this.drop(place);
  }

  async #stored(query: { seq: number; next_by_subj?: string }): Promise<StoredMsg | undefined> {
    const { streams } = await this.#manager;
    return (await streams.getMessage(STREAM, query).catch(unlessMissing)) ?? undefined;
  }
}

/** What producers of the system before this one sent lies here as it came. */
function messageOf(stored: StoredMsg): QuarantinedMessage {
  const read = quarantinedSchema.safeParse(jsonOf(stored));
  if (read.success) return { place: stored.seq, ...read.data };
  return {
    ...{ place: stored.seq, origin: 'legacy', stream: STREAM, sequence: stored.seq, subject: stored.subject },
    ...{ deliveries: 0, reason: 'came on a subject of the system before this one' },
    ...{ quarantinedAt: stored.timestamp, headers: {}, encoding: 'utf8', payload: stored.string() },
  };
}

function jsonOf(stored: StoredMsg): unknown {
  try {
    return stored.json();
  } catch {
    return undefined;
  }
}
