import { DURABLES, STREAMS, tlsOptions } from '@codecsmith/bus';
import { tlsIdentity } from '@codecsmith/platform';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import semver from 'semver';
import type { ServerCheck } from './server-check.ts';

const OLDEST = '2.9.10';
/** A fact may take 1,000,000 bytes, its headers some more. */
const LEAST_PAYLOAD = 1_048_576;
const LEAST_STORAGE = 2 ** 30;
const ANSWER_LIMIT_MS = 10_000;

export interface NatsAddress {
  readonly url: string;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
}

/** Compares a NATS that is not the lab's own with what the bus needs. */
export async function checkGivenNats({ url, user, password }: NatsAddress): Promise<ServerCheck> {
  let connection: NatsConnection | undefined;
  try {
    const account = user === undefined ? {} : { user, pass: password ?? '' };
    connection = await connect({
      ...{ servers: url, timeout: ANSWER_LIMIT_MS, reconnect: false, ...account },
      ...tlsOptions({ url, identity: tlsIdentity('NATS') }),
    });
    const { version = '', max_payload: payload } = connection.info ?? {};
    const problems = [
      semver.valid(version) !== null && semver.gte(version, OLDEST)
        ? null
        : `version: ${version}; allowed: ${OLDEST} or newer`,
      (payload ?? 0) >= LEAST_PAYLOAD ? null : `max_payload: ${payload}; allowed: ${LEAST_PAYLOAD} or more`,
      ...(await jetStreamProblems(connection)),
    ];
    return { name: 'nats', version, problems: problems.filter((each) => each !== null) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { name: 'nats', version: null, problems: [`does not answer: ${reason}`] };
  } finally {
    await connection?.close();
  }
}

async function jetStreamProblems(connection: NatsConnection): Promise<(string | null)[]> {
  const manager = await jetstreamManager(connection, { timeout: ANSWER_LIMIT_MS }).catch((error: unknown) =>
    String(error),
  );
  if (typeof manager === 'string') return [`jetstream: ${manager}; it must be enabled for this account`];
  const { limits } = await manager.getAccountInfo();
  return [
    tooLow('max_storage', limits.max_storage, LEAST_STORAGE),
    tooLow('max_streams', limits.max_streams, Object.keys(STREAMS).length),
    tooLow('max_consumers', limits.max_consumers, Object.keys(DURABLES).length),
  ];
}

/** Limits of JetStream are -1 where there is none. */
const tooLow = (name: string, limit: number, least: number): string | null =>
  limit < 0 || limit >= least ? null : `${name}: ${limit}; allowed: ${least} or more, or no limit`;
