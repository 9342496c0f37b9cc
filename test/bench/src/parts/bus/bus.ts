import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startNats, startPostgres } from '@codecsmith/embedded';
import type { BenchContext, Figure, Measured, Part } from '../../harness/figure.ts';
import { milliseconds, paired, perSecond } from '../../harness/paired.ts';
import type { Channel } from './channel.ts';
import { labChannel } from './lab-channel.ts';
import { rawChannel } from './raw-channel.ts';

const TEXT = 'x'.repeat(400);
const ONE_BY_ONE = 200;
const MESSAGES = 2_000;
const WRITERS = 16;

type Channels = Readonly<Record<string, Channel>>;

export const busPart: Part = {
  name: 'bus',
  about: 'from a commit to a reactor, beside a publish and a consumer of JetStream alone',
  async run(context) {
    const [nats, postgres] = await Promise.all([
      folderOf(context, 'nats').then((folder) => startNats({ folder })),
      folderOf(context, 'postgres').then((folder) => startPostgres({ folder, durable: true })),
    ]);
    try {
      const urls = { nats: nats.url, postgres: postgres.url };
      const channels = {
        lab: await labChannel(urls, { text: TEXT, concurrency: WRITERS }),
        'JetStream alone': await rawChannel(nats.url, { text: TEXT }),
      };
      try {
        return await measure(context, channels, nats.version);
      } finally {
        for (const channel of Object.values(channels)) await channel.close();
      }
    } finally {
      await Promise.all([nats.stop(), postgres.stop()]);
    }
  },
};

async function folderOf({ folder }: BenchContext, name: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(path);
  return path;
}

async function measure({ rounds, say }: BenchContext, channels: Channels, version: string): Promise<Measured> {
  say('one after the other');
  const figures: Figure[] = await paired(sides(channels, 'safe → handled', oneByOne), { unit: 'ms', rounds });
  say(`${WRITERS} writers`);
  figures.push(...(await paired(sides(channels, 'written and handled', atOnce), { unit: '1/s', rounds })));
  return {
    key: [
      `nats-server ${version} and Postgres 18, both durable; messages of ${TEXT.length} bytes and their envelope`,
      `safe → handled: ${ONE_BY_ONE} one after the other, from the answer (commit, or JetStream's) to the reader; mean`,
      `written and handled: ${MESSAGES} messages of ${WRITERS} writers, until the last is handled; each is acknowledged`,
      'the lab commits to Postgres first and publishes then: it writes to two disks what JetStream alone writes to one',
    ],
    figures,
    ratios: [],
  };
}

const sides = (channels: Channels, what: string, side: (channel: Channel) => Promise<number>) =>
  Object.fromEntries(Object.entries(channels).map(([name, channel]) => [`${what}: ${name}`, () => side(channel)]));

/** Mean time from a safe message to its reader. */
async function oneByOne(channel: Channel): Promise<number> {
  let tookMs = 0;
  for (let one = 0; one < ONE_BY_ONE; one += 1) {
    const next = channel.handled + 1;
    await channel.write();
    tookMs += await milliseconds(() => channel.until(next));
  }
  return tookMs / ONE_BY_ONE;
}

async function atOnce(channel: Channel): Promise<number> {
  const last = channel.handled + MESSAGES;
  let left = MESSAGES;
  const writer = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await channel.write();
    }
  };
  return perSecond(MESSAGES, async () => {
    await Promise.all([channel.until(last), ...Array.from({ length: WRITERS }, writer)]);
  });
}
