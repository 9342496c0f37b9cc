import { connect, type NatsConnection } from '@nats-io/transport-node';

export interface BusOptions {
  /** Such as `nats://127.0.0.1:4222`; user and password may stand in it. */
  readonly url: string;
  /** Shown by the server's monitoring; without a user it also names the inboxes. */
  readonly name: string;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
}

const RECONNECT_WAIT_MS = 250;
const PING_MS = 10_000;

/** Connects, and reconnects for ever: a NATS that is away is waited for, at the start too. */
export async function connectBus({ url, name, user, password }: BusOptions): Promise<NatsConnection> {
  const inUrl = new URL(url);
  const account = user ?? decodeURIComponent(inUrl.username);
  const secret = password ?? decodeURIComponent(inUrl.password);
  return connect({
    servers: `${inUrl.protocol}//${inUrl.host}`,
    name,
    inboxPrefix: inboxPrefix(account === '' ? name : account),
    ...(account === '' ? {} : { user: account, pass: secret }),
    maxReconnectAttempts: -1,
    waitOnFirstConnect: true,
    reconnectTimeWait: RECONNECT_WAIT_MS,
    reconnectJitter: RECONNECT_WAIT_MS,
    pingInterval: PING_MS,
    maxPingOut: 2,
  });
}

/** Whether a server lets a user in now; false too while it cannot be reached. */
export async function takesUser({
  url,
  user,
  password,
}: {
  readonly url: string;
  readonly user: string;
  readonly password: string;
}): Promise<boolean> {
  const given = { servers: url, user, pass: password, reconnect: false, timeout: PING_MS };
  const nc = await connect({ ...given, name: 'check' }).catch(() => undefined);
  await nc?.close();
  return nc !== undefined;
}

/** The inboxes of a user: the server lets nobody else subscribe to them. */
export const inboxPrefix = (user: string): string => `_INBOX.${user.replaceAll(/[^A-Za-z0-9_-]/g, '_')}`;
