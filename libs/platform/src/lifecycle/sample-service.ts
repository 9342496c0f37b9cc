/** Child of a test: a service that lives as its argument says. */
import { setTimeout as sleep } from 'node:timers/promises';
import { runService } from './run-service.ts';

const how = process.argv[2];
const alive = setInterval(() => undefined, 60_000);

await runService('sample', async ({ logger }) => {
  if (how === 'throws') setImmediate(() => void Promise.reject(new Error('nobody caught me')));
  await Promise.resolve();
  return {
    readiness: () => (how === 'unready' ? 'no database' : undefined),
    close: async () => {
      if (how === 'hangs') await sleep(3_600_000);
      clearInterval(alive);
      logger.info('closed');
    },
  };
});
