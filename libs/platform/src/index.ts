export { startNats, isNatsAtLeast, type NatsOptions, type NatsServer } from './embedded/nats.ts';
export { startPostgres, type PostgresOptions, type PostgresServer } from './embedded/postgres.ts';
export { freePort } from './embedded/ports.ts';
export { endProcesses, isAlive, markOf, type ProcessMark } from './embedded/process-table.ts';
export { secretFile } from './embedded/secret-file.ts';
export type { Exit } from './embedded/server-process.ts';
