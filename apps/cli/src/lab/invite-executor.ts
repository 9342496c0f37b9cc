import type { Lane } from '@codecsmith/kernel';
import { LabClient } from '@codecsmith/client';
import { VERSION } from '@codecsmith/platform';
import { CommandError, EXIT } from '../exit-code.ts';
import { createBusUser } from '../operator/bus-users.ts';
import { writeInvitation } from './invitation.ts';
import { labHere } from './running-lab.ts';

export interface InviteOptions {
  readonly name: string;
  readonly lanes: readonly Lane[];
  readonly slots: number;
  readonly address?: string;
}

/**
 * Gives an executor credentials of its own and puts all that it needs into one word.
 *
 * @throws CommandError (refused) when no other machine can reach this lab, or the name is taken
 */
export async function inviteExecutor({ name, lanes, slots, address }: InviteOptions): Promise<string> {
  const lab = await labHere();
  const apiUrl = reachableUrl(lab.apiUrl, lab.hosts?.api, address, 'LAB_API_HOST');
  const natsUrl = reachableUrl(lab.natsUrl, lab.hosts?.nats, address, 'LAB_BUS_HOST');
  const user = await createBusUser(lab, { name, role: 'executor', lanes });
  const { token } = await new LabClient({ baseUrl: lab.apiUrl, token: lab.token }).issueToken(name, 'executor');
  return writeInvitation({
    ...{ name, apiUrl, natsUrl, slots, lanes: [...lanes], apiToken: token },
    ...{ natsUser: user.name, natsPassword: user.secret, labId: lab.labId ?? null, version: VERSION },
  });
}

/** An address as another machine sees it. */
function reachableUrl(local: string, host: string | undefined, address: string | undefined, setting: string): string {
  const url = new URL(local);
  // A server of somebody else's: its own address holds everywhere.
  if (host === undefined) return local;
  if (isLoopback(host)) {
    const message = `${setting} is ${host}, which no other machine reaches; set it to an address of this machine, then: ./codecsmith down; ./codecsmith up`;
    throw new CommandError(EXIT.refused, message, { field: setting });
  }
  if (address === undefined && host === '0.0.0.0') {
    const message = `${setting} is 0.0.0.0, every address of this machine; say with --address which one the other machine reaches`;
    throw new CommandError(EXIT.refused, message, { field: 'address' });
  }
  url.hostname = address ?? host;
  return url.href.replace(/\/$/, '');
}

const isLoopback = (host: string): boolean => host === 'localhost' || host.startsWith('127.') || host === '::1';
