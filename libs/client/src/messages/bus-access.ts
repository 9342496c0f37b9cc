import { NAMESPACE } from '@codecsmith/kernel';
import type { BusMessage } from './commands.ts';

/** What a NATS client needs to know; its names are those of `connect` in `@nats-io/transport-node`. */
export interface BusAccess {
  readonly servers: string;
  readonly user?: string;
  readonly pass?: string;
  /** The server lets a user subscribe to inboxes of its own only. */
  readonly inboxPrefix: string;
}

/**
 * How a program connects to the bus.
 *
 * @param url as `./codecsmith bus user add` prints it, with user and secret
 * @param otherwise names the inboxes where the URL has no user, as for a server that takes everybody
 */
export function busAccess(url: string, otherwise = 'program'): BusAccess {
  const address = new URL(url);
  const [user, pass] = [decodeURIComponent(address.username), decodeURIComponent(address.password)];
  const servers = `${address.protocol}//${address.host}`;
  if (user === '') return { servers, inboxPrefix: `_INBOX.${otherwise}` };
  return { servers, user, pass, inboxPrefix: `_INBOX.${user}` };
}

export interface FollowOptions {
  /** First position to be delivered: the durable is made anew there. Without it the durable goes on, or begins at 1. */
  readonly from?: number;
  /** Such as `lab.v1.fact.experiment.>`; default: every fact. */
  readonly filter?: string;
  /** Default `each`. */
  readonly acknowledge?: 'each' | 'all' | 'none';
}

/**
 * The request that makes a durable of a user's own in stream FACTS; it has the name of the user.
 *
 * @param user of the connection
 */
export const followMessage = (user: string, options: FollowOptions = {}): BusMessage => ({
  subject: `${NAMESPACE}.ask.facts.follow.user.${user}`,
  payload: JSON.stringify(options),
});
