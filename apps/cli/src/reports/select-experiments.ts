import type { ExperimentQuery, ExperimentSummary, LabClient } from '@codecsmith/client';
import { CommandError, EXIT } from '../exit-code.ts';
import { loadMeasured, type MeasuredExperiment } from './load-measured.ts';

const PAGE = 200;

/** All experiments that fit, newest first. */
export async function allExperiments(client: LabClient, query: ExperimentQuery): Promise<ExperimentSummary[]> {
  const found: ExperimentSummary[] = [];
  let cursor: string | null = null;
  do {
    const page = await client.experiments({ ...query, limit: PAGE, ...(cursor === null ? {} : { cursor }) });
    found.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  return found;
}

/** Completed experiments of a campaign, newest first. @throws LabProblem (404) when nothing bears its name */
export async function completedOf(client: LabClient, campaign: string): Promise<string[]> {
  await expectCampaign(client, campaign);
  const found = await allExperiments(client, { outcome: 'completed', campaign });
  return found.map(({ experimentId }) => experimentId);
}

/** @throws LabProblem (404) when neither a search nor an experiment bears this name */
export async function expectCampaign(client: LabClient, campaign: string): Promise<void> {
  const { items } = await client.experiments({ campaign, limit: 1 });
  if (items.length === 0) await client.campaign(campaign);
}

/**
 * The lines of the list that these experiments have.
 *
 * @throws LabProblem (404) when there is no such experiment; CommandError while one has not ended
 */
export async function namedExperiments(client: LabClient, ids: readonly string[]): Promise<ExperimentSummary[]> {
  const named: ExperimentSummary[] = [];
  for (const id of ids) {
    const { outcome, phase } = await client.experiment(id);
    if (outcome === null) throw new CommandError(EXIT.failed, `${id} has not ended: it is ${phase}`, { field: 'id' });
    named.push(...(await allExperiments(client, { search: id })).filter(({ experimentId }) => experimentId === id));
  }
  return named;
}

export async function loadAll(client: LabClient, ids: readonly string[]): Promise<MeasuredExperiment[]> {
  const loaded: MeasuredExperiment[] = [];
  for (const id of ids) loaded.push(await loadMeasured(client, id));
  return loaded;
}
