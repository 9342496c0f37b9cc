import { setTimeout as sleep } from 'node:timers/promises';
import { LabProblem } from '@codecsmith/client';
import type { Lab } from '@codecsmith/test-journeys';
import { leftovers } from './leftovers.ts';

/** What became of experiments. All but `requested` and `completed` should be 0 or empty. */
export interface Tally {
  /** Experiments in the log. */
  readonly requested: number;
  readonly completed: number;
  readonly expired: number;
  /** Accepted, and unknown to the lab now. */
  readonly lost: number;
  /** Ended, executed or measured more than once. */
  readonly twice: number;
  /** Not ended though the lab is calm. */
  readonly stuck: number;
  /** Any other end, with its cause. */
  readonly otherwise: readonly string[];
  /** Experiments whose document is another one after the views were computed again. */
  readonly changedByRebuild: readonly string[];
  readonly auditFindings: readonly unknown[];
  /** Processes, control groups and folders of the lab that outlive it. */
  readonly left: readonly string[];
}

/** What every outage should come to when so many experiments were accepted. */
export const unharmed = (experiments: number): Tally => ({
  ...{ requested: experiments, completed: experiments, expired: 0, lost: 0, twice: 0, stuck: 0, otherwise: [] },
  ...{ changedByRebuild: [], auditFindings: [], left: [] },
});

/** Beyond what the slowest machine needs: it only ends what never ends. */
const CALM_LIMIT_MS = 2_400_000;
const LOOK_MS = 1_000;
const PAGE = 1_000;
const ONCE = ['ExperimentRequested', 'ExperimentConcluded', 'CandidateExecuted', 'CandidateMeasured'];

/** Waits until all have ended, counts, takes the lab down and looks at what it leaves. */
export async function tally(lab: Lab, ids: readonly string[]): Promise<Tally> {
  await allEnded(lab, ids, AbortSignal.timeout(CALM_LIMIT_MS));
  return count(lab, ids);
}

/** The document of an experiment: undefined when the lab knows none, asked again while nobody answers. */
async function documentOf(lab: Lab, id: string) {
  for (;;) {
    try {
      return await (await lab.client()).experiment(id);
    } catch (error) {
      if (error instanceof LabProblem && error.problem.status === 404) return undefined;
      await sleep(LOOK_MS);
    }
  }
}

async function allEnded(lab: Lab, ids: readonly string[], limit: AbortSignal): Promise<void> {
  for (const id of ids) {
    while (!limit.aborted && (await documentOf(lab, id))?.phase !== 'concluded') await sleep(LOOK_MS);
  }
}

/** Types of the facts of each aggregate, from the log itself. */
async function typesOfAll(lab: Lab): Promise<Map<string, string[]>> {
  const types = new Map<string, string[]>();
  const client = await lab.client();
  for (let after: number | undefined = 0; after !== undefined;) {
    const { items } = await client.facts({ after, limit: PAGE });
    for (const { aggregateId, type } of items) types.set(aggregateId, [...(types.get(aggregateId) ?? []), type]);
    after = items.at(-1)?.position;
  }
  return types;
}

async function count(lab: Lab, ids: readonly string[]): Promise<Tally> {
  const documents = await Promise.all(ids.map((id) => documentOf(lab, id)));
  const types = await typesOfAll(lab);
  const isTwice = (of: readonly string[]) => ONCE.some((type) => of.filter((one) => one === type).length > 1);
  const audit = await lab.json<{ findings: unknown[] }>(0, 'audit', '--bytes');
  await lab.json(0, 'views', 'rebuild');
  const rebuilt = await Promise.all(ids.map((id) => documentOf(lab, id)));
  await lab.cli('down');
  const outcomes = documents.map((document) => document?.outcome ?? undefined);
  return {
    requested: [...types.values()].filter((of) => of.includes('ExperimentRequested')).length,
    completed: outcomes.filter((outcome) => outcome === 'completed').length,
    expired: outcomes.filter((outcome) => outcome === 'expired').length,
    lost: documents.filter((document) => document === undefined).length,
    twice: [...types.values()].filter(isTwice).length,
    stuck: documents.filter((document) => document !== undefined && document.phase !== 'concluded').length,
    otherwise: documents
      .filter((document) => !['completed', 'expired', undefined, null].includes(document?.outcome))
      .map((document) => `${document?.experimentId} ${document?.outcome}: ${document?.cause?.message}`),
    changedByRebuild: ids.filter((_, at) => JSON.stringify(documents[at]) !== JSON.stringify(rebuilt[at])),
    auditFindings: audit.findings,
    left: await leftovers(lab.home),
  };
}
