import { LabClient } from '@codecsmith/client';
import { startFilledLab } from '../../filled-lab.ts';
import type { BenchContext, Figure, Measured, Part, Ratio } from '../../harness/figure.ts';
import { pageTimes } from '../../list-pages.ts';
import { listTimes } from '../../list-queries.ts';
import type { Times } from '../../times.ts';
import { bundleSizes } from './bundle-size.ts';

const SMALL = '1 k';
const LARGE = '100 k';
const SIZES = { [SMALL]: 1_000, [LARGE]: 100_000 } as const;

export const dashboardPart: Part = {
  name: 'dashboard',
  about: 'lists over HTTP and pages in Chromium with 1,000 and 100,000 experiments; size of the bundle',
  async run(context) {
    const figures: Figure[] = [];
    for (const [name, experiments] of Object.entries(SIZES))
      figures.push(...(await timesWith(context, name, experiments)));
    const queries = figures.filter(({ name }) => name.startsWith(`${SMALL}: list, `) && name.endsWith('p99'));
    return {
      key: [
        'the api as it is shipped over a log that test/histories makes; lists are pages of 50, each followed to its tenth page twenty times; pages are opened ten times',
        'p50 and p99 are those of all requests of one run: there is one sample of each, whatever the rounds',
      ],
      figures: [...figures, ...(await bundleSizes())],
      ratios: queries.map(({ name }): Ratio => ({ of: name.replace(SMALL, LARGE), to: name, limit: { atMost: 2 } })),
    } satisfies Measured;
  },
};

async function timesWith({ say }: BenchContext, name: string, experiments: number): Promise<Figure[]> {
  say(`${name} experiments`);
  const lab = await startFilledLab(experiments);
  try {
    const lists = await listTimes(new LabClient({ baseUrl: lab.url, token: lab.token }));
    const pages = await pageTimes(lab.url, lab.token);
    return [...figuresOf(`${name}: list, `, lists), ...figuresOf(`${name}: `, pages)];
  } finally {
    await lab.stop();
  }
}

const figuresOf = (what: string, times: Readonly<Record<string, Times>>): Figure[] =>
  Object.entries(times).flatMap(([name, { p50, p99 }]): Figure[] => [
    { name: `${what}${name}, p50`, unit: 'ms', samples: [p50] },
    { name: `${what}${name}, p99`, unit: 'ms', samples: [p99] },
  ]);
