import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from '@codecsmith/platform';
import { exampleCodec, Lab } from '@codecsmith/test-journeys';
import { Monkey } from './monkey.ts';

export interface Storm {
  readonly seed: number;
  readonly experiments: number;
  readonly rageMs: number;
  /** How long the api is away. */
  readonly apiDownMs: number;
}

/** What a storm came to. All but `completed` and `blows` should be 0 or empty. */
export interface StormReport {
  readonly completed: number;
  readonly expired: number;
  /** Accepted, and unknown to the lab now. */
  readonly lost: number;
  /** Ended, executed or measured more than once. */
  readonly twice: number;
  /** Not ended though the lab is calm. */
  readonly stuck: number;
  readonly otherwise: readonly string[];
  /** Experiments whose document is another one after the views were computed again. */
  readonly changedByRebuild: readonly string[];
  readonly auditFindings: readonly unknown[];
  /** Processes of the lab that outlive it. */
  readonly left: readonly string[];
  readonly blows: Readonly<Record<string, number>>;
}

/** Beyond what the slowest machine needs: it only ends what never ends. */
const CALM_LIMIT_MS = 1_200_000;
const ONCE = ['ExperimentConcluded', 'CandidateExecuted', 'CandidateMeasured'];

/** Submits experiments, lets the monkey loose, waits until all have ended, and counts. */
export async function storm({ seed, experiments, rageMs, apiDownMs }: Storm): Promise<StormReport> {
  const lab = await Lab.up();
  try {
    const ids: string[] = [];
    for (let index = 0; index < experiments; index += 1) {
      // A quality of its own makes each experiment another one.
      const words = [exampleCodec('intra_dct.py'), '--clip', 'harbour', '--quality', String(20 + index)];
      ids.push((await lab.json<{ aggregateId: string }>(0, 'submit', ...words)).aggregateId);
    }
    const monkey = new Monkey(lab, { seed, everyMs: 1_000 });
    await monkey.holdDown('api', apiDownMs);
    await monkey.rage(rageMs);
    await lab.cli('up');
    await Promise.race([Promise.all(ids.map((id) => lab.ended(id))), sleep(CALM_LIMIT_MS, undefined, { ref: false })]);
    return await count(lab, ids, monkey);
  } finally {
    await lab.down();
  }
}

async function count(lab: Lab, ids: readonly string[], { blows }: Monkey): Promise<StormReport> {
  const documents = await Promise.all(ids.map((id) => lab.show(id)));
  const outcomes = documents.map((document) => document?.outcome ?? null);
  const histories = await Promise.all(ids.map((id) => lab.history(id)));
  const isTwice = (types: readonly string[]) => ONCE.some((type) => types.filter((one) => one === type).length > 1);
  const audit = await lab.json<{ findings: unknown[] }>(0, 'audit');
  await lab.json(0, 'views', 'rebuild');
  const rebuilt = await Promise.all(ids.map((id) => lab.show(id)));
  const processes = await lab.processes();
  await lab.cli('down');
  const alive = await Promise.all(Object.values(processes).map(isAlive));
  return {
    completed: outcomes.filter((outcome) => outcome === 'completed').length,
    expired: outcomes.filter((outcome) => outcome === 'expired').length,
    lost: documents.filter((document) => document === undefined).length,
    twice: histories.filter((facts) => isTwice(facts.map(({ type }) => type))).length,
    stuck: documents.filter((document) => document !== undefined && document.phase !== 'concluded').length,
    otherwise: outcomes.filter((outcome) => outcome !== null).filter((one) => !['completed', 'expired'].includes(one)),
    changedByRebuild: ids.filter((_, at) => JSON.stringify(documents[at]) !== JSON.stringify(rebuilt[at])),
    auditFindings: audit.findings,
    left: Object.keys(processes).filter((_, at) => alive[at]),
    blows,
  };
}
