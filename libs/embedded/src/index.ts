export { makePrivate, makeTraversable } from './identity.ts';
export { changeNatsUsers, checkNats, startNats, type NatsOptions, type NatsServer } from './nats.ts';
export {
  asRole,
  checkPostgres,
  ownerUrl,
  startPostgres,
  type PostgresOptions,
  type PostgresServer,
} from './postgres.ts';
export type { Exit } from './server-process.ts';
