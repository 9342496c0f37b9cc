import type { TlsIdentity } from '@codecsmith/platform';
import { connect, type NatsConnection, type NodeConnectionOptions } from '@nats-io/transport-node';
import { inboxPrefix } from '../identities/inbox-prefix.ts';

export interface BusOptions {
  /** Such as `nats://127.0.0.1:4222`; user and password may stand in it. */
  readonly url: string;
  /** Shown by the server's monitoring; without a user it also names the inboxes. */
  readonly name: string;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** Shown to a server that wants a certificate of its clients. */
  readonly identity?: TlsIdentity | undefined;
}

const ENCRYPTED = ['tls:', 'wss:'];

/** What of a connection is encrypted: with `tls:` a server that offers no encryption is refused. */
export function tlsOptions({
  url,
  identity,
}: Pick<BusOptions, 'url' | 'identity'>): Pick<NodeConnectionOptions, 'tls'> {
  const { protocol, hostname } = new URL(url);
  if (!ENCRYPTED.includes(protocol) && identity === undefined) return {};
  // The client hands a connected socket to Node, which would look for `localhost` in the certificate of a bare address.
  const checked = { host: hostname };
  return { tls: { ...checked, ...(identity && { cert: identity.certificate, key: identity.key }) } };
}

const RECONNECT_WAIT_MS = 250;
const PING_MS = 10_000;

/** Connects, and reconnects for ever: a NATS that is away is waited for, at the start too. */
export async function connectBus({ url, name, user, password, identity }: BusOptions): Promise<NatsConnection> {
  const inUrl = new URL(url);
  const account = user ?? decodeURIComponent(inUrl.username);
  const secret = password ?? decodeURIComponent(inUrl.password);
  return connect({
    servers: `${inUrl.protocol}//${inUrl.host}`,
    name,
    inboxPrefix: inboxPrefix(account === '' ? name : account),
    ...(account === '' ? {} : { user: account, pass: secret }),
    ...tlsOptions({ url, identity }),
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
  identity,
}: Omit<BusOptions, 'name'> & { readonly user: string; readonly password: string }): Promise<boolean> {
  const account = { user, pass: password, ...tlsOptions({ url, identity }) };
  const given = { servers: url, ...account, reconnect: false, timeout: PING_MS };
  const nc = await connect({ ...given, name: 'check' }).catch(() => undefined);
  await nc?.close();
  return nc !== undefined;
}
