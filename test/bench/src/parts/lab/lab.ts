import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Lab, processesBelow } from '@codecsmith/test-journeys';
import type { BenchContext, Figure, Measured, Part } from '../../harness/figure.ts';
import { milliseconds, paired } from '../../harness/paired.ts';
import { cpuBetween, partUses } from './process-use.ts';
import { stageFigures, WHOLE } from './stages.ts';
import { addTrivialClip, runTrivial, TRIVIAL } from './trivial.ts';

const IDLE_MS = 10_000;
const ONE_BY_ONE = 4;
const AT_ONCE = 12;
const ALONE = '1 executor on 1 core';
const TWO = '2 executors on 2 cores';
const EXECUTORS = { [ALONE]: 1, [TWO]: 2 } as const;

export const labPart: Part = {
  name: 'lab',
  about: 'a whole lab: its start, idle parts, stages of a trivial experiment, experiments a minute',
  async run(context) {
    const figures = [...(await starts(context)), ...(await life(context)), ...(await throughput(context))];
    return {
      key: [
        `a trivial experiment: the plainest codec that works (Python, frame by frame) on ${TRIVIAL.frames} frames of ${TRIVIAL.width}x${TRIVIAL.height} at ${TRIVIAL.qualities.length} qualities; its anchors are known`,
        'up is the command that the door hands over to, cold in an empty home and warm in the one just stopped',
        'stages are the times between facts of an experiment that is alone in the lab: they add up to the whole',
        `idle is ${IDLE_MS / 1_000} s without a command; 100 % is one core; memory is the proportional share (PSS)`,
        `throughput is that of ${AT_ONCE} trivial experiments submitted at once; an executor here is a slot of the lab's one executor`,
      ],
      figures,
      ratios: [{ of: `experiments a minute: ${TWO}`, to: `experiments a minute: ${ALONE}`, limit: { atLeast: 1.9 } }],
      aims: [
        { of: 'up, cold', limit: { atMost: 5_000 } },
        { of: 'up, warm', limit: { atMost: 2_000 } },
        { of: 'idle: all', limit: { atMost: 1 } },
        { of: 'idle memory: all', limit: { atMost: 700 } },
        { of: WHOLE, limit: { atMost: 150 } },
      ],
    } satisfies Measured;
  },
};

/** A lab in an empty folder each time, then the same lab again. */
async function starts({ rounds, folder, say }: BenchContext): Promise<Figure[]> {
  say('cold and warm starts');
  let made = 0;
  let lab: Lab | undefined;
  const up = async (one: Lab): Promise<number> => milliseconds(() => one.json(0, 'up'));
  try {
    return await paired(
      {
        'up, cold': async () => {
          await lab?.down();
          lab = await newLab(folder, `start-${(made += 1)}`);
          return up(lab);
        },
        'up, warm': async () => {
          if (lab === undefined) throw new Error('no lab was started');
          await lab.cli('down');
          return up(lab);
        },
      },
      { unit: 'ms', rounds },
    );
  } finally {
    await lab?.down();
  }
}

/** A lab that rests, then one experiment after the other. */
const life = (context: BenchContext): Promise<Figure[]> =>
  withLab(context.folder, 'life', {}, async (lab) => [...(await idle(lab, context)), ...(await stages(lab, context))]);

async function idle(lab: Lab, { rounds, say }: BenchContext): Promise<Figure[]> {
  say('an idle lab');
  const samples = new Map<string, { percent: number[]; mebibytes: number[] }>();
  await sleep(IDLE_MS); // What a start puts off is done by then.
  let before = await partUses(lab);
  for (let round = 0; round < rounds; round += 1) {
    const from = performance.now();
    await sleep(IDLE_MS);
    const after = await partUses(lab);
    const tookMs = performance.now() - from;
    const cpu = cpuBetween(before, after);
    const all = { cpuMs: sum(cpu.values()), memoryBytes: sum([...after.values()].map((use) => use.memoryBytes)) };
    for (const [name, { memoryBytes }] of [...after, ['all', all] as const]) {
      const taken = samples.get(name) ?? { percent: [], mebibytes: [] };
      samples.set(name, taken);
      taken.percent.push((100 * (name === 'all' ? all.cpuMs : (cpu.get(name) ?? 0))) / tookMs);
      taken.mebibytes.push(memoryBytes / 2 ** 20);
    }
    before = after;
  }
  return [...samples].flatMap(([name, { percent, mebibytes }]): Figure[] => [
    { name: `idle: ${name}`, unit: '%', samples: percent },
    { name: `idle memory: ${name}`, unit: 'MiB', samples: mebibytes },
  ]);
}

async function stages(lab: Lab, { rounds, say }: BenchContext): Promise<Figure[]> {
  say('trivial experiments, one after the other');
  await addTrivialClip(lab);
  const client = await lab.client();
  await runTrivial(client, 2); // Measures the anchors.
  const ended: Awaited<ReturnType<typeof runTrivial>> = [];
  const processor = new Map<string, number[]>();
  for (let round = 0; round < rounds; round += 1) {
    const before = await partUses(lab);
    for (let one = 0; one < ONE_BY_ONE; one += 1) ended.push(...(await runTrivial(client, 1)));
    const cpu = cpuBetween(before, await partUses(lab));
    for (const [name, ms] of [...cpu, ['all', sum(cpu.values())] as const])
      processor.set(name, [...(processor.get(name) ?? []), ms / ONE_BY_ONE]);
  }
  const used = [...processor].filter(([, samples]) => samples.length === rounds);
  return [
    ...stageFigures(ended),
    ...used.map(([name, samples]): Figure => ({ name: `processor time an experiment: ${name}`, unit: 'ms', samples })),
  ];
}

async function throughput(context: BenchContext): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [name, executors] of Object.entries(EXECUTORS)) {
    context.say(name);
    const samples = await withLab(context.folder, `slots-${executors}`, slots(executors), async (lab) => {
      if (executors === 1) await pinToOneCore(lab);
      await addTrivialClip(lab);
      const client = await lab.client();
      await runTrivial(client, 2);
      const perMinute: number[] = [];
      for (let round = 0; round < context.rounds; round += 1) {
        perMinute.push((AT_ONCE * 60_000) / (await milliseconds(() => runTrivial(client, AT_ONCE))));
      }
      return perMinute;
    });
    figures.push({ name: `experiments a minute: ${name}`, unit: '1/min', samples });
  }
  return figures;
}

const slots = (count: number): Readonly<Record<string, string>> => ({ LAB_EXECUTOR_SLOTS: String(count) });

/** Every process of the lab with all its threads, and so whatever they start. */
async function pinToOneCore(lab: Lab): Promise<void> {
  const parts = Object.values(await lab.processes());
  const all = [...parts, ...(await processesBelow(parts.map(({ pid }) => pid)))];
  // One that has ended since has nothing to pin.
  const pin = ({ pid }: { readonly pid: number }): Promise<unknown> =>
    promisify(execFile)('taskset', ['-acp', '0', String(pid)]).catch(() => undefined);
  await Promise.all(all.map(pin));
}

async function withLab<T>(
  folder: string,
  name: string,
  variables: Readonly<Record<string, string>>,
  work: (lab: Lab) => Promise<T>,
): Promise<T> {
  const lab = await newLab(folder, name, variables);
  try {
    await lab.json(0, 'up');
    return await work(lab);
  } finally {
    await lab.down();
  }
}

async function newLab(folder: string, name: string, variables: Readonly<Record<string, string>> = {}): Promise<Lab> {
  const home = join(folder, name);
  await mkdir(home, { recursive: true });
  // As the door does: what Node compiled once, it does not compile again.
  return new Lab(home, { NODE_COMPILE_CACHE: join(folder, 'compiled'), ...variables });
}

const sum = (values: Iterable<number>): number => [...values].reduce((all, one) => all + one, 0);
