import { jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';

const PATIENCE_MS = 600_000;

type Doing = (nc: NatsConnection, args: readonly string[]) => Promise<string>;

/** What the commands of the `nats` tool that our documents print mean, by their first words. */
const COMMANDS: Readonly<Record<string, Doing>> = {
  request: async (nc, [subject = '', body]) => (await nc.request(subject, body, { timeout: PATIENCE_MS })).string(),
  publish: async (nc, [subject = '', body]) => {
    nc.publish(subject, body);
    await nc.flush();
    return '';
  },
  'consumer next': async (nc, [stream = '', durable = '']) => {
    const consumer = await jetstream(nc).consumers.get(stream, durable);
    const message = await consumer.next({ expires: PATIENCE_MS });
    message?.ack();
    return message?.string() ?? '';
  },
};

/** Does through the client library what a printed `nats …` would do, and returns what it would print with `--raw`. */
export async function natsByLibrary(nc: NatsConnection, words: readonly string[]): Promise<string> {
  const name = Object.keys(COMMANDS).find((known) => words.join(' ').startsWith(`${known} `));
  const doing = name === undefined ? undefined : COMMANDS[name];
  if (name === undefined || doing === undefined) throw new Error(`no meaning is known for: nats ${words.join(' ')}`);
  return doing(
    nc,
    words.slice(name.split(' ').length).filter((word) => !word.startsWith('--')),
  );
}
