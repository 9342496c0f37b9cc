/** The inboxes of a user: the server lets nobody else subscribe to them. */
export const inboxPrefix = (user: string): string => `_INBOX.${user.replaceAll(/[^A-Za-z0-9_-]/g, '_')}`;
