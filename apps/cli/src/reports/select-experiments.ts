import type { LabClient } from '@codecsmith/client';
import { loadMeasured, type MeasuredExperiment } from './load-measured.ts';

const PAGE = 200;

/** Ids of all completed experiments, or of those of one campaign, newest first. */
export async function completedExperiments(client: LabClient, campaign?: string): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await client.experiments({
      outcome: 'completed',
      limit: PAGE,
      ...(campaign === undefined ? {} : { campaign }),
      ...(cursor === null ? {} : { cursor }),
    });
    ids.push(...page.items.map((item) => item.experimentId));
    cursor = page.next;
  } while (cursor !== null);
  return ids;
}

export async function loadAll(client: LabClient, ids: readonly string[]): Promise<MeasuredExperiment[]> {
  const loaded: MeasuredExperiment[] = [];
  for (const id of ids) loaded.push(await loadMeasured(client, id));
  return loaded;
}
