export { startTestNats, type TestNats, type TestNatsOptions } from './nats.ts';
export { startTestPostgres, type TestPostgres } from './postgres.ts';
export { describeWithShared, sharedPath } from './shared.ts';
