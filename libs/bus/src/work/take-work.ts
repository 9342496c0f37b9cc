import type { NatsConnection } from '@nats-io/transport-node';
import { tryAsk, untilAnswered, type AskOptions } from '../connection/ask.ts';
import { Quarantine } from '../reactor/outcomes.ts';
import { askSubject, takeWorkFrom } from '../topology/subjects.ts';
import { workTakenSchema, type WorkOfDurable } from './work-token.ts';

/**
 * Asks the ledger for the token of work in hand, until it answers.
 *
 * @throws Quarantine when the log has no such fact
 */
export async function takeWork(
  nc: NatsConnection,
  actor: string,
  { durable, ...work }: WorkOfDurable,
  options: AskOptions,
): Promise<string> {
  const [subject, payload] = [askSubject(takeWorkFrom(durable), actor), JSON.stringify(work)];
  const answer = await untilAnswered(() => tryAsk(nc, subject, payload, workTakenSchema, options), options);
  if (!answer.accepted) throw new Quarantine(answer.refusal.message);
  return answer.token;
}
