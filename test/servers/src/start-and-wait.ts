/** Child of a test: starts both servers, tells their marks, waits to be killed. */
import { markOf } from '@codecsmith/platform';
import { startTestNats } from './nats.ts';
import { startTestPostgres } from './postgres.ts';

const servers = [await startTestPostgres(), await startTestNats()];
console.log(JSON.stringify(await Promise.all(servers.map((server) => markOf(server.pid())))));
