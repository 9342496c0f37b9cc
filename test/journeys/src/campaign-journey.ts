import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CampaignDocument } from '@codecsmith/client';
import { Lab } from './lab.ts';
import { panningClip } from './panning-clip.ts';
import { until } from './until.ts';

/** Two seeds, two that are bred from what is known of them, and the best on the full rung. */
export const EVALUATIONS = 5;
const SEARCH = [
  ...['--clip', 'pan', '--seed', '7', '--parameter', 'seeds=2', '--parameter', 'lag=2'],
  ...['--excerpt-frames', '1', '--excerpt-quality', '30,60', '--quality', '20,40,60,80'],
];
const UNSEALED = ['--sealed', 'none'];
/** Within it the lab is killed after the fact that the seed names. */
const LONGEST_DELAY_MS = 400;

/** Campaigns in a lab of their own that all search alike. */
export class CampaignJourney {
  private constructor(readonly lab: Lab) {}

  static async up(): Promise<CampaignJourney> {
    const lab = await Lab.empty();
    const file = join(lab.home, 'pan.y4m');
    await writeFile(file, panningClip(96, 64, 4));
    await lab.json(0, 'clip', 'add', file, '--name', 'pan');
    return new CampaignJourney(lab);
  }

  /** @param evaluations the budget */
  start<T>(id: string, evaluations: number, ...more: string[]): Promise<T> {
    return this.startAs<T>(0, id, evaluations, ...more);
  }

  /** The same, for a command that ends with this exit code. */
  startAs<T>(code: number, id: string, evaluations: number, ...more: string[]): Promise<T> {
    const budget = ['--budget', `evaluations=${evaluations}`];
    return this.lab.json<T>(code, 'campaign', 'start', ...SEARCH, ...UNSEALED, ...budget, '--id', id, ...more);
  }

  async show(id: string): Promise<CampaignDocument> {
    return (await this.lab.client()).campaign(id);
  }

  /** What must be alike: candidates, draws, bytes, metrics; not times, leases, attempts. */
  async story(id: string): Promise<string[]> {
    const client = await this.lab.client();
    const { proposals } = await client.campaign(id);
    const told: string[] = [];
    for (const { experimentId, operator, outcome, score, draws } of proposals) {
      const document = await client.experiment(experimentId);
      const runs = document.runs.map((run) => [run.quality, run.bitstream, run.bytes, run.psnr_y]);
      const code = document.candidate?.digest;
      told.push(JSON.stringify({ experimentId, operator, outcome, score, code, draws, runs }).replaceAll(id, 'it'));
    }
    return told;
  }

  /**
   * Runs a campaign of which the lab is killed whole, at a moment that the seed names, and started again.
   *
   * @param calm a campaign that ran undisturbed
   */
  async runKilled(id: string, calm: string, seed: number): Promise<void> {
    const facts = await this.#factsOf(calm);
    const after = 1 + Math.floor(facts * fraction(seed, 'fact'));
    const delayMs = Math.floor(LONGEST_DELAY_MS * fraction(seed, 'delay'));
    process.stderr.write(`seed ${seed}: kill ${delayMs} ms after fact ${after} of about ${facts}\n`);
    await this.start(id, EVALUATIONS);
    await until(async () => {
      const isOver = (await this.show(id)).phase === 'stopped';
      return isOver || (await this.#factsOf(id)) >= after ? true : undefined;
    });
    await sleep(delayMs);
    await this.lab.killAll();
    await until(async () => ((await this.show(id)).phase === 'stopped' ? true : undefined));
  }

  /** How often each of its experiments was measured. */
  async measuredTimes(id: string): Promise<number[]> {
    const client = await this.lab.client();
    const { proposals } = await client.campaign(id);
    const facts = await Promise.all(proposals.map(({ experimentId }) => client.experimentFacts(experimentId)));
    return facts.map((all) => all.filter(({ type }) => type === 'CandidateMeasured').length);
  }

  async #factsOf(id: string): Promise<number> {
    const { items } = await (await this.lab.client()).facts({ limit: 1000 });
    return items.filter((fact) => fact.correlationId === id).length;
  }
}

/** A number in [0, 1) for a name: the same for the same seed. */
const fraction = (seed: number, name: string): number =>
  createHash('sha256').update(`${seed} ${name}`).digest().readUInt32BE() / 2 ** 32;
