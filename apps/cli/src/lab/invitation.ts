import { LANES } from '@codecsmith/kernel';
import { z } from 'zod';
import { usageError } from '../exit-code.ts';

const PREFIX = 'codecsmith-executor-1.';

const invitationSchema = z.object({
  name: z.string(),
  apiUrl: z.url(),
  apiToken: z.string(),
  natsUrl: z.string(),
  natsUser: z.string().nullable(),
  natsPassword: z.string().nullable(),
  lanes: z.array(z.enum(LANES)).min(1),
  /** 0: as many as the machine is good for. */
  slots: z.int().nonnegative(),
  /** The lab that it is for. */
  labId: z.string().nullable(),
  version: z.string(),
});
/** All that an executor on another machine needs to join a lab. Whoever holds it can be that executor. */
export type Invitation = z.output<typeof invitationSchema>;

/** One word for a command line. */
export const writeInvitation = (invitation: Invitation): string =>
  PREFIX + Buffer.from(JSON.stringify(invitation)).toString('base64url');

/** @throws CommandError (usage) when the text is no invitation, or not a whole one */
export function readInvitation(text: string): Invitation {
  if (!text.startsWith(PREFIX)) throw usageError(`invitation: it must begin with ${PREFIX}; copy the whole line`);
  try {
    return invitationSchema.parse(JSON.parse(Buffer.from(text.slice(PREFIX.length), 'base64url').toString('utf8')));
  } catch {
    throw usageError('invitation: it is damaged or cut off; copy the whole line');
  }
}

/** The settings of the executor that joins. */
export const settingsOf = (invitation: Invitation): Readonly<Record<string, string>> => ({
  LAB_API_URL: invitation.apiUrl,
  LAB_API_TOKEN: invitation.apiToken,
  LAB_NATS_URL: invitation.natsUrl,
  ...(invitation.natsUser === null ? {} : { LAB_NATS_USER: invitation.natsUser }),
  ...(invitation.natsPassword === null ? {} : { LAB_NATS_PASSWORD: invitation.natsPassword }),
  LAB_EXECUTOR_NAME: invitation.name,
  LAB_EXECUTOR_LANES: invitation.lanes.join(','),
  LAB_EXECUTOR_SLOTS: String(invitation.slots),
});
