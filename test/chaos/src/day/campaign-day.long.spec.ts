import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Lab } from '@codecsmith/test-journeys';
import { startLlmStandIn, STAND_IN_KEY, type LlmStandIn } from '@codecsmith/test-llm-stand-in';
import { openDoors, type Doors } from '../doors.ts';
import { addSmallClip } from '../load.ts';
import { DULL, dullWriter, liveThrough } from './day-load.ts';
import { folderUses, partUses } from './part-use.ts';

const EXPERIMENTS = Number(process.env['CODECSMITH_DAY_EXPERIMENTS'] ?? 20_000);
/** Of a thousand. */
const MEASURED = Number(process.env['CODECSMITH_DAY_MEASURED'] ?? 20);
const PROPOSED = Number(process.env['CODECSMITH_DAY_PROPOSED'] ?? 100);
const STRETCH = Math.min(1_000, EXPERIMENTS / 4);
/** Caches and heaps have their size by then. */
const SETTLED = Math.min(2_000, EXPERIMENTS / 2);
const MIB = 2 ** 20;

/** What is told in hours happens in minutes here, so that the day has its sweeps and rotations. */
const TIME_LAPSE = {
  ...{ LAB_JANITOR_ARTIFACT_SWEEP_MS: '60000', LAB_JANITOR_ARTIFACT_GRACE_MS: '60000', LAB_JANITOR_USAGE_MS: '60000' },
  ...{ LAB_LEDGER_COMMAND_WINDOW_MS: '3600000', LAB_LOG_BYTES: String(MIB), LAB_GENERATOR_PATIENCE_MS: '0' },
};

interface Reading {
  readonly experiments: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** MiB by part: what it has, and of a service what it keeps. */
  readonly memory: Readonly<Record<string, number>>;
  readonly kept: Readonly<Record<string, number>>;
  /** Bytes by folder. */
  readonly disk: Readonly<Record<string, number>>;
}

let folder: string;
let model: LlmStandIn;
let lab: Lab;
let doors: Doors;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codecsmith-day-'));
  model = await startLlmStandIn(undefined, 0, new Map([[DULL, dullWriter]]));
  lab = await Lab.up({
    ...TIME_LAPSE,
    ...{ LAB_GENERATOR_OPENAI_BASE_URL: model.baseUrl, LAB_GENERATOR_OPENAI_KEY: STAND_IN_KEY },
  });
  await addSmallClip(lab, folder);
  doors = openDoors(lab, folder);
});
afterAll(async () => {
  await doors?.close();
  await lab?.down();
  await model?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function read(experiments: number, sinceMs: number): Promise<Reading> {
  const [parts, disk] = await Promise.all([partUses(lab), folderUses(lab)]);
  const memory = Object.entries(parts).map(([name, { memoryBytes }]) => [name, Math.round(memoryBytes / MIB)]);
  const kept = Object.entries(parts).flatMap(([name, { keptBytes }]) =>
    keptBytes === undefined ? [] : [[name, Number((keptBytes / MIB).toFixed(1))]],
  );
  return {
    ...{ experiments, seconds: (performance.now() - sinceMs) / 1_000, disk },
    ...{ memory: Object.fromEntries(memory) as Reading['memory'], kept: Object.fromEntries(kept) as Reading['kept'] },
    cpuSeconds: Object.values(parts).reduce((sum, one) => sum + one.cpuSeconds, 0),
  };
}

const sum = (of: Reading['disk']): number => Object.values(of).reduce((a, b) => a + b, 0);

/** One line for people: what the lab uses, and what each experiment since the line before took of the disk. */
function tell(now: Reading, before: Reading): void {
  const done = now.experiments - before.experiments;
  const each = (folder: string) => Math.round(((now.disk[folder] ?? 0) - (before.disk[folder] ?? 0)) / done);
  console.info(
    JSON.stringify({
      ...{ experiments: now.experiments, perSecond: Number((done / (now.seconds - before.seconds)).toFixed(1)) },
      cpuMsEach: Math.round((1_000 * (now.cpuSeconds - before.cpuSeconds)) / done),
      ...{ memoryMiB: now.memory, keptMiB: now.kept },
      diskMiB: Number((sum(now.disk) / MIB).toFixed(1)),
      bytesEach: Object.fromEntries(Object.keys(now.disk).map((folder) => [folder, each(folder)])),
    }),
  );
}

/** Both halves of what was read after the start. */
function halves(readings: readonly Reading[]): [readonly Reading[], readonly Reading[]] {
  const settled = readings.filter(({ experiments }) => experiments >= SETTLED);
  const middle = Math.floor(settled.length / 2);
  return [settled.slice(0, middle + 1), settled.slice(middle)];
}

const SLACK_MIB = 8;
const SLACK = 1.25;

describe('a day of experiments', () => {
  it('takes no more memory and no more disk for each at its end than after its start', async () => {
    const began = performance.now();
    const readings = [await read(0, began)];
    const [measured, proposed] = [(STRETCH * MEASURED) / 1_000, (STRETCH * PROPOSED) / 1_000];
    while ((readings.at(-1)?.experiments ?? 0) < EXPERIMENTS) {
      const before = readings.at(-1)!;
      await liveThrough(lab, doors.through.ask, `day-${readings.length}`, {
        ...{ measured, proposed, rejected: STRETCH - measured - proposed },
      });
      readings.push(await read(before.experiments + STRETCH, began));
      tell(readings.at(-1)!, before);
    }
    const { outcomes, quarantined } = await (await lab.client()).status();
    console.info(JSON.stringify({ outcomes, quarantined }));

    const [early, late] = halves(readings);
    const most = (of: readonly Reading[], part: string) =>
      Math.max(...of.map(({ memory, kept }) => kept[part] ?? memory[part] ?? 0));
    const parts = Object.keys(readings[0]!.memory);
    const grew = parts.filter((part) => most(late, part) > SLACK * most(early, part) + SLACK_MIB);
    expect(grew).toEqual([]);
    const each = (of: readonly Reading[]) =>
      (sum(of.at(-1)!.disk) - sum(of[0]!.disk)) / (of.at(-1)!.experiments - of[0]!.experiments);
    expect(each(late)).toBeLessThan(SLACK * each(early));
    expect(quarantined).toBe(0);
  });
});
