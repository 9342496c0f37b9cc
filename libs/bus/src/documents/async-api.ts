import { LANES, NAMESPACE } from '@codecsmith/kernel';
import {
  askSubject,
  commandSubject,
  FOLLOW,
  LEASE_BEAT,
  quarantineSubject,
  takeWorkFrom,
} from '../topology/subjects.ts';
import { commandName, factName } from './message-schemas.ts';
import { VOCABULARY } from '../messages/vocabulary.ts';

type Node = { readonly [key: string]: unknown };

/** What goes over one subject, and which way, seen by a program that takes part in the lab. */
interface Talk {
  readonly channel: string;
  readonly address: string;
  readonly parameters?: Node;
  readonly action: 'send' | 'receive';
  readonly summary: string;
  /** Name of the payload's schema; of the reply's, when there is one. */
  readonly payload: string;
  readonly reply?: string;
}

const DESCRIPTION = `Seen by a program that takes part in the lab: it sends commands and receives facts. Facts are CloudEvents 1.0.
How to use it by hand is told in docs/bus.md.`;

/** The AsyncAPI 3 document of the bus; payloads are in the files of `schemas/` beside it. */
export function asyncApiDocument(): Node {
  const talks = everyTalk();
  const messages = new Set(talks.flatMap(({ payload, reply }) => (reply === undefined ? [payload] : [payload, reply])));
  return {
    asyncapi: '3.1.0',
    info: {
      title: 'codecsmith',
      version: '1',
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    servers: {
      lab: {
        host: '127.0.0.1:{port}',
        protocol: 'nats',
        description: 'The lab on this machine; natsUrl in LAB_HOME/lab.json names its port.',
        variables: { port: { description: 'chosen by the lab when it first starts' } },
      },
    },
    channels: {
      ...Object.fromEntries(talks.map((talk) => [talk.channel, channelOf(talk)])),
      replies: repliesOf(talks),
    },
    operations: Object.fromEntries(talks.map((talk) => [talk.channel, operationOf(talk)])),
    components: { messages: Object.fromEntries([...messages].map((name) => [keyOf(name), messageOf(name)])) },
  };
}

function everyTalk(): Talk[] {
  const talks = Object.entries(VOCABULARY).flatMap(([aggregate, { commands, facts }]) => [
    ...Object.keys(commands).flatMap((verb) => commandTalks(aggregate, verb)),
    ...Object.keys(facts).map((type) => factTalk(aggregate, type)),
  ]);
  return [...talks, BEAT, FOLLOWS, TAKES_WORK, QUARANTINED];
}

function commandTalks(aggregate: string, verb: string): Talk[] {
  const payload = commandName(aggregate, verb);
  const action = 'send';
  return [
    {
      ...{ channel: `ask.${aggregate}.${verb}`, address: senderOf(askSubject({ aggregate, verb })), action, payload },
      parameters: SENDER,
      ...{ summary: 'Answered after the decision is committed', reply: 'answer' },
    },
    {
      ...{
        channel: `cmd.${aggregate}.${verb}`,
        address: senderOf(commandSubject({ aggregate, verb })),
        action,
        payload,
      },
      parameters: SENDER,
      summary: 'Kept in stream COMMANDS until it is decided; the acknowledgement means received',
    },
  ];
}

function factTalk(aggregate: string, type: string): Talk {
  const queued = type === 'ExecutionQueued';
  return {
    channel: `fact.${aggregate}.${type}`,
    address: `${NAMESPACE}.fact.${aggregate}.${type}.${queued ? '{lane}.' : ''}{id}`,
    parameters: {
      ...(queued ? { lane: { description: 'Who may execute it', enum: [...LANES] } } : {}),
      id: { description: `Id of the ${aggregate}` },
    },
    action: 'receive',
    summary: 'In stream FACTS, whose sequence is the position of the fact',
    payload: factName(aggregate, type),
  };
}

/** Who sends a command stands behind its verb; people may leave that out, and are then called `user:bus`. */
const SENDER: Node = {
  kind: { description: 'What the sender is', enum: ['service', 'user'] },
  sender: { description: 'The name of the user of the connection' },
};

const senderOf = (subject: string): string => `${subject}.{kind}.{sender}`;

const FOLLOWS: Talk = {
  channel: 'ask.facts.follow',
  address: senderOf(askSubject(FOLLOW)),
  parameters: SENDER,
  action: 'send',
  summary: 'Makes the durable of the sender in stream FACTS',
  payload: 'follow',
  reply: 'following',
};

const TAKES_WORK: Talk = {
  channel: 'ask.take',
  address: senderOf(askSubject(takeWorkFrom('{durable}'))),
  parameters: { durable: { description: 'The durable that delivered the fact' }, ...SENDER },
  action: 'send',
  summary: 'Brings the token that records of the work in hand show',
  payload: 'take-work',
  reply: 'work-taken',
};

const BEAT: Talk = {
  channel: 'ask.lease.beat',
  address: senderOf(askSubject(LEASE_BEAT)),
  parameters: SENDER,
  action: 'send',
  summary: 'Keeps a lease alive and hears whether to go on',
  payload: 'lease-beat',
  reply: 'beat-verdict',
};

const QUARANTINED: Talk = {
  channel: 'quarantine',
  address: quarantineSubject('{origin}'),
  parameters: { origin: { description: 'The durable that gave the message up' } },
  action: 'receive',
  summary: 'In stream QUARANTINE for 90 days',
  payload: 'quarantined',
};

/** Names in the document: letters, digits, `.`, `_` and `-` only. */
const keyOf = (schema: string): string => schema.replace('/', '.');
const messageRef = (schema: string): Node => ({ $ref: `#/components/messages/${keyOf(schema)}` });

function channelOf({ address, parameters, payload }: Talk): Node {
  return {
    address,
    ...(parameters === undefined ? {} : { parameters }),
    messages: { [keyOf(payload)]: messageRef(payload) },
  };
}

/** Inboxes that a request names itself. */
function repliesOf(talks: readonly Talk[]): Node {
  const replies = new Set(talks.flatMap(({ reply }) => reply ?? []));
  return {
    address: null,
    messages: Object.fromEntries([...replies].map((name) => [keyOf(name), messageRef(name)])),
  };
}

function operationOf({ channel, action, summary, payload, reply }: Talk): Node {
  const inChannel = (of: string, schema: string): Node => ({ $ref: `#/channels/${of}/messages/${keyOf(schema)}` });
  return {
    action,
    summary,
    channel: { $ref: `#/channels/${channel}` },
    messages: [inChannel(channel, payload)],
    ...(reply === undefined
      ? {}
      : { reply: { channel: { $ref: '#/channels/replies' }, messages: [inChannel('replies', reply)] } }),
  };
}

function messageOf(schema: string): Node {
  const isFact = schema.startsWith('facts/');
  return {
    name: keyOf(schema),
    contentType: isFact ? 'application/cloudevents+json' : 'application/json',
    headers: {
      type: 'object',
      properties: { traceparent: { type: 'string', description: 'W3C trace context' } },
    },
    payload: { $ref: `./schemas/${schema}.json` },
  };
}
