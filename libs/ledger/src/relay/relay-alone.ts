/** Child of a test: one relay, until it is killed. Arguments: database URL, NATS URL. */
import { connect } from '@nats-io/transport-node';
import { busTopology } from './bus-topology.ts';
import { Relay } from './relay.ts';

const [databaseUrl = '', natsUrl = ''] = process.argv.slice(2);
const connection = await connect({ servers: natsUrl, maxReconnectAttempts: -1, reconnectTimeWait: 50 });
const quiet = () => undefined;
new Relay({
  databaseUrl,
  connection,
  topology: busTopology(connection),
  oldestOpenPosition: () => Promise.resolve(1),
  log: { info: quiet, warn: quiet, error: quiet },
});
process.stdout.write('started\n');
