import {
  executorVerdictSchema,
  knownExecutorsSchema,
  type ExecutorBeat,
  type ExecutorVerdict,
  type KnownExecutor,
  type OrderedExecutor,
} from '@codecsmith/kernel';
import type { NatsConnection } from '@nats-io/transport-node';
import { askSubject, EXECUTOR_BEAT, EXECUTOR_LIST, EXECUTOR_ORDER, type CommandAddress } from '../topology/subjects.ts';
import { tryAsk, type AskOptions } from './ask.ts';

/** Says what an executor does; the lab answers what it is to do. Undefined when nobody answered: it goes on as before. */
export const beatExecutor = (
  nc: NatsConnection,
  actor: string,
  beat: ExecutorBeat,
  options: AskOptions = {},
): Promise<ExecutorVerdict | undefined> =>
  tryAsk(nc, askSubject(EXECUTOR_BEAT, actor), JSON.stringify(beat), executorVerdictSchema, options);

/** Every executor that the ledger has heard of lately; undefined when no ledger answers. */
export const listExecutors = (nc: NatsConnection): Promise<readonly KnownExecutor[] | undefined> =>
  executorsBy(nc, EXECUTOR_LIST, {});

/** Orders executors, by name or instance; answers with those that it found. Undefined when no ledger answers. */
export const orderExecutor = (
  nc: NatsConnection,
  order: OrderedExecutor,
): Promise<readonly KnownExecutor[] | undefined> => executorsBy(nc, EXECUTOR_ORDER, order);

/** Only the api asks about executors. */
async function executorsBy(nc: NatsConnection, address: CommandAddress, payload: object) {
  const found = await tryAsk(nc, askSubject(address, 'service:api'), JSON.stringify(payload), knownExecutorsSchema, {});
  return found?.executors;
}
