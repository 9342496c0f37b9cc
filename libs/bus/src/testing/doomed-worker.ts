/** Child of a test: reacts to facts as its argument says, until somebody kills it. */
import { connectBus } from '../connection/connect-bus.ts';
import { defineReactor, reactorWorker } from '../reactor/reactor.ts';

const [url = '', how = ''] = process.argv.slice(2);
const nc = await connectBus({ url, name: 'doomed' });
const log = { info: () => undefined, warn: () => undefined };
const reactor = defineReactor({
  durable: 'sanitizer',
  handles: ['CandidateDrafted'],
  concurrency: 1,
  maxDeliveries: 2,
  handle: async (fact, { attempt }) => {
    console.log(`${fact.id} ${attempt}`);
    if (how === 'dies') process.kill(process.pid, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 3_600_000));
  },
});
reactorWorker(reactor, { nc, service: 'sanitizer', log }).start();
