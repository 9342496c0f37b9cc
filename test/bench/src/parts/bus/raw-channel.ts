import { AckPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { Handled, type Channel } from './channel.ts';

const NAME = 'BENCH';
const SUBJECT = 'bench.message';

/** A publish that JetStream confirms, and a durable consumer that acknowledges each message. */
export async function rawChannel(url: string, { text }: { readonly text: string }): Promise<Channel> {
  const connection = await connect({ servers: url });
  const manager = await jetstreamManager(connection);
  await manager.streams.add({ name: NAME, subjects: [SUBJECT] });
  await manager.consumers.add(NAME, { durable_name: NAME, ack_policy: AckPolicy.Explicit });
  const js = jetstream(connection);
  const handled = new Handled();
  const messages = await (await js.consumers.get(NAME, NAME)).consume();
  const reading = (async () => {
    for await (const message of messages) {
      handled.add();
      await message.ackAck();
    }
  })();
  return {
    write: () => js.publish(SUBJECT, text).then(() => undefined),
    get handled() {
      return handled.count;
    },
    until: (count) => handled.until(count),
    async close() {
      await messages.close();
      await reading;
      await connection.close();
    },
  };
}
