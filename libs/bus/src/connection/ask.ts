import { currentTraceparent, inSpan, type Attributes } from '@codecsmith/observability';
import { jetstream } from '@nats-io/jetstream';
import { errors, headers, type MsgHdrs, type NatsConnection } from '@nats-io/transport-node';
import {
  type Answer,
  answerSchema,
  type BeatVerdict,
  beatVerdictSchema,
  doubling,
  type LeaseBeat,
  NAMESPACE,
  retry,
} from '@codecsmith/kernel';
import type { z } from 'zod';
import { parseWith, readJson, UnreadableMessage } from '../messages/read-command.ts';
import { askSubject, commandSubject, LEASE_BEAT, type CommandAddress } from '../topology/subjects.ts';

/** A command to send. */
export interface Outgoing extends CommandAddress {
  /** Kept on every repeat: the first accepted answer for an id wins. */
  readonly id: string;
  /** May be left out where the ledger derives it. */
  readonly aggregateId?: string | undefined;
  /** `service:<name>` or `user:<name>`: the user of the connection, and part of the subject. */
  readonly actor: string;
  readonly correlationId?: string | undefined;
  readonly traceparent?: string | undefined;
  /** Of the work whose outcome it records. */
  readonly token?: string | undefined;
  readonly data: unknown;
}

export interface AskOptions {
  /** Gives up when aborted; without it the ask is repeated until answered. */
  readonly signal?: AbortSignal | undefined;
  /** How long one try waits. */
  readonly timeoutMs?: number;
}

/** Somebody answered who does not speak as the ledger does. */
export class UnexpectedReply extends Error {
  override readonly name = 'UnexpectedReply';
}

const TRY_MS = 5_000;
const PAUSES = doubling(50, 2_000);

/** Nobody answered: not now. */
class Unanswered extends Error {}

/**
 * Sends a command and resolves with the ledger's answer, given after its commit. While nobody answers (the ledger or
 * NATS is away) the same command is sent again: its id makes that harmless.
 *
 * @throws the signal's reason when aborted; UnexpectedReply when what came back is no answer
 */
export const ask = (nc: NatsConnection, command: Outgoing, options: AskOptions = {}): Promise<Answer> =>
  inSpan(`ask ${command.aggregate}.${command.verb}`, spanOf(command), () => {
    const sent = continued(command);
    const [subject, payload] = [askSubject(sent, sent.actor), wireText(sent)];
    return untilAnswered(() => tryAsk(nc, subject, payload, answerSchema, options, traceHeaders(sent)), options);
  });

/** Repeats a request that nobody answered. @throws the signal's reason when aborted */
export async function untilAnswered<T>(
  request: () => Promise<T | undefined>,
  { signal }: Pick<AskOptions, 'signal'>,
): Promise<T> {
  const once = async (): Promise<T> => {
    const answer = await request();
    if (answer === undefined) throw new Unanswered();
    return answer;
  };
  return retry(once, { pauseAfter: PAUSES, signal, mayPass: (error) => error instanceof Unanswered });
}

/** Sends one sign of life; undefined when nobody answered within the time: the lease lives on until its own end. */
export function beatLease(
  nc: NatsConnection,
  actor: string,
  beat: LeaseBeat,
  options: AskOptions = {},
): Promise<BeatVerdict | undefined> {
  return tryAsk(nc, askSubject(LEASE_BEAT, actor), JSON.stringify(beat), beatVerdictSchema, options);
}

/** Whether the broker has a published command. It says nothing about the ledger's decision: see {@link ask}. */
export interface Received {
  /** This id was published within the last minutes already. */
  readonly duplicate: boolean;
}

/** Publishes a command to stream COMMANDS without waiting for a decision. Repeat it with the same id when this rejects. */
export const publishCommand = (nc: NatsConnection, command: Outgoing): Promise<Received> =>
  inSpan(`publish ${command.aggregate}.${command.verb}`, spanOf(command), async () => {
    const sent = continued(command);
    const { duplicate } = await jetstream(nc).publish(commandSubject(sent, sent.actor), wireText(sent), {
      msgID: sent.id,
      headers: traceHeaders(sent),
    });
    return { duplicate };
  });

const spanOf = ({ traceparent, aggregate, aggregateId }: Outgoing) => ({
  kind: 'client' as const,
  parent: currentTraceparent() ?? traceparent,
  attributes: (aggregate === 'experiment' && aggregateId !== undefined
    ? { 'codecsmith.experiment': aggregateId }
    : {}) satisfies Attributes,
});

/** The command as part of the span that runs, where there is one. */
const continued = (command: Outgoing): Outgoing => ({
  ...command,
  traceparent: currentTraceparent() ?? command.traceparent,
});

/** One request of core NATS; undefined when nobody answered within the time. */
export async function tryAsk<Schema extends z.ZodType>(
  nc: NatsConnection,
  subject: string,
  payload: string,
  schema: Schema,
  { signal, timeoutMs = TRY_MS }: AskOptions,
  extra?: MsgHdrs,
): Promise<z.output<Schema> | undefined> {
  try {
    const reply = await raceSignal(
      nc.request(subject, payload, { timeout: timeoutMs, ...(extra ? { headers: extra } : {}) }),
      signal,
    );
    return parseWith(schema, readJson(reply.data));
  } catch (error) {
    if (isSilence(error)) return undefined;
    if (error instanceof UnreadableMessage) throw new UnexpectedReply(`${subject}: ${error.message}`);
    throw error;
  }
}

/** Nobody answered, or the connection is being re-made: worth another try. */
function isSilence(error: unknown): boolean {
  if (error instanceof errors.RequestError) return true;
  return error instanceof errors.TimeoutError || error instanceof errors.NoRespondersError;
}

async function raceSignal<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  work.catch(() => undefined);
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason as Error);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function wireText(command: Outgoing): string {
  return JSON.stringify({
    specversion: '1.0',
    id: command.id,
    type: `${NAMESPACE}.cmd.${command.aggregate}.${command.verb}`,
    source: command.actor,
    subject: command.aggregateId,
    correlationid: command.correlationId,
    traceparent: command.traceparent,
    token: command.token,
    data: command.data,
  });
}

function traceHeaders({ traceparent }: Outgoing): MsgHdrs {
  const made = headers();
  if (traceparent !== undefined) made.set('traceparent', traceparent);
  return made;
}
