import { setTimeout as sleep } from 'node:timers/promises';
import { isNotFound, type LabClient } from '@codecsmith/client';
import { printNote } from '../output/print.ts';
import { busUsers, refuseBusUser } from '../operator/bus-users.ts';
import { connectLab } from './connect.ts';
import { labHere } from './running-lab.ts';

const LOOK_MS = 1_000;

export interface Removed {
  readonly removed: string;
  /** Instances that were sent the order to end. */
  readonly ended: number;
}

/**
 * Lets the executors of a name finish and end, then refuses their credentials. `now` refuses them at once: what they run
 * is given to others when their leases are over.
 */
export async function removeExecutor(name: string, now: boolean): Promise<Removed> {
  const client = await connectLab();
  const told = await tellToLeave(client, name);
  if (!now) await untilGone(client, name);
  await client.revokeToken(name);
  if ((await busUsers()).some((user) => user.name === name)) await refuseBusUser(await labHere(), name);
  return { removed: name, ended: told };
}

async function tellToLeave(client: LabClient, name: string): Promise<number> {
  try {
    return (await client.orderExecutor(name, 'leave')).length;
  } catch (error) {
    if (isNotFound(error)) return 0;
    throw error;
  }
}

async function untilGone(client: LabClient, name: string): Promise<void> {
  let said = '';
  for (;;) {
    const there = (await client.executors()).filter((each) => each.name === name && !each.silent);
    if (there.length === 0) return;
    const doing = there.flatMap(({ doing: work }) => work.map(({ experiment }) => experiment));
    const note = doing.length === 0 ? `${name} ends` : `${name} finishes ${doing.join(', ')} (--now does not wait)`;
    if (note !== said) printNote(note);
    said = note;
    await sleep(LOOK_MS);
  }
}
