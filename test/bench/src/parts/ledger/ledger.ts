import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startPostgres } from '@codecsmith/embedded';
import type { BenchContext, Figure, Measured, Part, Ratio } from '../../harness/figure.ts';
import { milliseconds, paired, perSecond, type Side } from '../../harness/paired.ts';
import { appendWith, type Appender } from './appender.ts';
import { bareLog } from './bare-log.ts';
import { EMMETT, emmettLog, installEmmett } from './emmett-log.ts';
import { ourLog } from './our-log.ts';

/** Appends of a round by the number of writers: a round takes about a second of a durable disk. */
const APPENDS = { 1: 300, 16: 2_000, 64: 4_000 };
const STREAMS = 20_000;
const HISTORY = 10;
const HISTORIES_READ = 200;

type Logs = Readonly<Record<string, Appender>>;

export const ledgerPart: Part = {
  name: 'ledger',
  about: 'appends, histories and replay, beside a bare insert loop and Emmett on the same durable Postgres',
  async run(context) {
    const home = join(context.folder, 'postgres');
    await mkdir(home);
    const postgres = await startPostgres({ folder: home, durable: true });
    try {
      return await measure(context, postgres.url);
    } finally {
      await postgres.stop();
    }
  },
};

async function measure(context: BenchContext, url: string): Promise<Measured> {
  const emmett = await rival(context, url);
  const logs: Logs = {
    ledger: await ourLog(url),
    'bare loop': await bareLog(url),
    ...('log' in emmett ? { Emmett: emmett.log } : {}),
  };
  try {
    const figures = [...(await appends(context, logs)), ...(await fillAndRead(context, logs))];
    return {
      key: [
        'Postgres 18 with fsync and synchronous_commit on, one server and database for all',
        `facts of 400 bytes, 1 to 3 an append, ten streams a writer`,
        `histories of ${HISTORY} among ${STREAMS * HISTORY} facts`,
        'the ledger also checks ids and schemas, decides, hashes and remembers answers; the bare loop does nothing else',
        ...('log' in emmett ? [`Emmett is ${EMMETT}`] : []),
      ],
      figures,
      ratios: RATIOS.filter(({ to }) => figures.some(({ name }) => name === to)),
      missing: 'log' in emmett ? [] : [emmett.missing],
    };
  } finally {
    for (const log of Object.values(logs)) await log.close();
  }
}

const RATIOS: readonly Ratio[] = [
  { of: 'append, 16 writers: ledger', to: 'append, 16 writers: Emmett', limit: { atLeast: 5 } },
  { of: 'append, 16 writers: ledger', to: 'append, 16 writers: bare loop', limit: { atLeast: 0.7 } },
  { of: 'history of 10: ledger', to: 'history of 10: Emmett', limit: { atMost: 1 } },
  { of: 'replay: ledger', to: 'replay: Emmett', limit: { atLeast: 1.5 } },
];

async function rival({ folder, say }: BenchContext, url: string): Promise<{ log: Appender } | { missing: string }> {
  const home = join(folder, 'emmett');
  try {
    say(`fetching ${EMMETT}`);
    await installEmmett(home);
  } catch (error) {
    return { missing: `${EMMETT} could not be installed: ${String(error).split('\n')[0]}` };
  }
  return { log: await emmettLog(home, url) };
}

/** One side for each log, named by the quantity and the log. */
const sides = (logs: Logs, what: string, side: (log: Appender) => Promise<number>): Record<string, Side> =>
  Object.fromEntries(Object.entries(logs).map(([name, log]) => [`${what}: ${name}`, () => side(log)]));

async function appends({ rounds, say }: BenchContext, logs: Logs): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [writers, count] of Object.entries(APPENDS)) {
    say(`${writers} writers`);
    let run = 0;
    const append = (log: Appender): Promise<number> =>
      perSecond(count, () => appendWith(log, Number(writers), count, `w${writers}-${(run += 1)}`));
    figures.push(...(await paired(sides(logs, `append, ${writers} writers`, append), { unit: '1/s', rounds })));
  }
  return figures;
}

async function fillAndRead({ rounds, say }: BenchContext, logs: Logs): Promise<Figure[]> {
  say(`${STREAMS} histories of ${HISTORY} for each log`);
  for (const log of Object.values(logs)) await fill(log);
  const read = async (log: Appender): Promise<number> => {
    const took = await milliseconds(async () => {
      for (let one = 0; one < HISTORIES_READ; one += 1) {
        const found = await log.read(`history-${(one * 7_919) % STREAMS}`);
        if (found.length !== HISTORY) throw new Error(`a history of ${HISTORY} has ${found.length} facts`);
      }
    });
    return took / HISTORIES_READ;
  };
  const replay = async (log: Appender): Promise<number> => {
    let met = 0;
    const took = await milliseconds(async () => (met = await log.replay()));
    return (met * 1_000) / took;
  };
  return [
    ...(await paired(sides(logs, `history of ${HISTORY}`, read), { unit: 'ms', rounds })),
    ...(await paired(sides(logs, 'replay', replay), { unit: '1/s', rounds })),
  ];
}

/** Many streams of ten items, written by many writers at once. */
async function fill(log: Appender): Promise<void> {
  let next = 0;
  const writer = async (): Promise<void> => {
    for (let stream = next++; stream < STREAMS; stream = next++) {
      for (const items of [3, 3, 3, 1]) await log.append(`history-${stream}`, items);
    }
  };
  await Promise.all(Array.from({ length: 64 }, writer));
}
