import { setTimeout as sleep } from 'node:timers/promises';
import { inboxPrefix } from '@codecsmith/bus/identities';
import { connect, type NatsConnection } from '@nats-io/transport-node';

/** Where the bus is now, and as whom to speak to it. */
export interface BusAccess {
  readonly url: string;
  readonly user: string;
  readonly password: string;
}

/** Its answer looks at every stream, so that one stream which hangs keeps it back. */
const ACCOUNT_INFO = '$JS.API.INFO';
const ANSWER_LIMIT_MS = 2_000;

/**
 * Asks a bus whether its JetStream works. On a full disk nats-server gives it up until it is started anew, or (2.9.10)
 * waits for its own lock for ever; it takes connections all the while.
 */
export class BusProbe {
  private connection: NatsConnection | undefined;
  private connectedTo = '';

  async isLive(access: BusAccess): Promise<boolean> {
    const nc = await this.connected(access);
    const { data } = await nc.request(ACCOUNT_INFO, '', { timeout: ANSWER_LIMIT_MS });
    return data.length > 0;
  }

  /** Within the time of one answer, even when the bus hangs. */
  async close(): Promise<void> {
    await Promise.race([this.connection?.close(), sleep(ANSWER_LIMIT_MS, undefined, { ref: false })]);
  }

  private async connected({ url, user, password }: BusAccess): Promise<NatsConnection> {
    if (this.connection !== undefined && !this.connection.isClosed() && this.connectedTo === url)
      return this.connection;
    await this.close();
    const who = { user, pass: password, inboxPrefix: inboxPrefix(user), name: 'lab' };
    this.connection = await connect({ servers: url, ...who, reconnect: false, timeout: ANSWER_LIMIT_MS });
    this.connectedTo = url;
    return this.connection;
  }
}
