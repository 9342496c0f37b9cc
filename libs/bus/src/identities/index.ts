export { inboxPrefix } from './inbox-prefix.ts';
export { natsAuthorization, type NatsUser } from './nats-users.ts';
export { permissionsOf, type Permissions } from './permissions.ts';
export {
  actorOf,
  GRANTED_ROLES,
  OWN_USERS,
  ROLES,
  SERVICES,
  USER_NAME_ALLOWED,
  type GrantedRole,
  type Identity,
  type Role,
} from './roles.ts';
export {
  addUser,
  BadUserFile,
  ensureUsers,
  NameRefused,
  readUsers,
  removeUser,
  withoutSecrets,
  type BusUser,
} from './user-file.ts';
