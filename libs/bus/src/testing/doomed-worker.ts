/** Child of a test: a service that handles facts as its argument says, until somebody kills it. */
import { sampleService } from './sample-service.ts';

const [url = '', how = ''] = process.argv.slice(2);
await sampleService(url, {
  concurrency: 1,
  maxDeliveries: 2,
  handle: async ({ fact, attempt }) => {
    console.log(`${fact.id} ${attempt}`);
    if (how === 'dies') process.kill(process.pid, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 3_600_000));
  },
});
