import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { baseCodec, Lab } from '@codecsmith/test-journeys';
import { DOORS, openDoors, type Wanted } from './doors.ts';
import { addSmallClip, SMALL_CLIP } from './load.ts';
import { Monkey } from './monkey.ts';
import { tally, type Tally } from './tally.ts';

export interface Storm {
  readonly seed: number;
  /** Shared out to the doors. */
  readonly experiments: number;
  readonly rageMs: number;
  /** How long the api is away each time. */
  readonly apiDownMs: number;
  readonly apiOutages: number;
  /** Deaths of Postgres right after it was ready. */
  readonly postgresDeaths: number;
}

export interface StormReport extends Tally {
  /** Requests accepted by each way in. */
  readonly doors: Readonly<Record<string, number>>;
  readonly blows: Readonly<Record<string, number>>;
}

/** Submits experiments through every door, lets the monkey loose meanwhile, waits until all have ended, and counts. */
export async function storm(options: Storm): Promise<StormReport> {
  const folder = await mkdtemp(join(tmpdir(), 'codecsmith-storm-'));
  const lab = await Lab.up();
  try {
    await addSmallClip(lab, folder);
    const monkey = new Monkey(lab, { seed: options.seed, everyMs: 1_000 });
    const submitted = submit(lab, folder, options);
    await beat(monkey, options);
    const accepted = await submitted;
    await lab.cli('up');
    const counts = await tally(lab, Object.values(accepted).flat());
    const doors = Object.fromEntries(Object.entries(accepted).map(([door, of]) => [door, of.length]));
    return { ...counts, doors, blows: monkey.blows };
  } finally {
    await lab.down();
    await rm(folder, { recursive: true, force: true });
  }
}

async function beat(monkey: Monkey, { rageMs, apiDownMs, apiOutages, postgresDeaths }: Storm): Promise<void> {
  for (let outage = 0; outage < apiOutages; outage += 1) {
    await monkey.holdDown('api', apiDownMs);
    await sleep(apiDownMs / 3);
  }
  await monkey.killPostgresOnceReady(postgresDeaths);
  await monkey.rage(rageMs);
}

/** Ids by the door that took them; each door takes one request after the other, spread over the storm. */
async function submit(lab: Lab, folder: string, options: Storm): Promise<Record<string, string[]>> {
  const { seed, experiments, rageMs, apiDownMs, apiOutages } = options;
  const code = await baseCodec();
  const doors = openDoors(lab, folder);
  const each = experiments / DOORS.length;
  const pauseMs = (0.8 * (rageMs + apiDownMs * apiOutages)) / each;
  const through = async (name: (typeof DOORS)[number]): Promise<[string, string[]]> => {
    const ids: string[] = [];
    for (let index = 0; index < each; index += 1) {
      const id = `storm-${name}-${index}`;
      const wanted: Wanted = { id, code: `${code}# ${seed} ${id}\n`, clip: SMALL_CLIP, quality: 50 };
      ids.push(await doors.through[name](wanted));
      await sleep(pauseMs);
    }
    return [name, ids];
  };
  try {
    return Object.fromEntries(await Promise.all(DOORS.map(through)));
  } finally {
    await doors.close();
  }
}
