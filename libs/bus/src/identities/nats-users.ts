import { permissionsOf, type Permissions } from './permissions.ts';
import type { Identity } from './roles.ts';

/** A user as the server's configuration has it. */
export interface NatsUser extends Identity {
  /** Bcrypt hash of its secret, or `$NAME` for a variable of the server's environment that holds either. */
  readonly password: string;
}

/** The `authorization` block of a nats-server: these users, with these permissions, and nobody else. */
export function natsAuthorization(users: readonly NatsUser[]): string {
  return ['authorization {', '  users: [', ...users.map(userLine), '  ]', '}', ''].join('\n');
}

const VARIABLE = /^\$[A-Z][A-Z0-9_]*$/;

function userLine(user: NatsUser): string {
  const password = VARIABLE.test(user.password) ? user.password : JSON.stringify(user.password);
  return `    { user: ${JSON.stringify(user.name)}, password: ${password}, permissions: ${permissionsText(permissionsOf(user))} }`;
}

/** An answer is given within two minutes, or its sender has asked again. */
const ANSWERS = '{ max: 1, expires: "2m" }';

function permissionsText({ publish, subscribe, answers }: Permissions): string {
  const fields = [
    `publish: { allow: ${JSON.stringify(publish)} }`,
    `subscribe: { allow: ${JSON.stringify(subscribe)} }`,
    ...(answers ? [`allow_responses: ${ANSWERS}`] : []),
  ];
  return `{ ${fields.join(', ')} }`;
}
