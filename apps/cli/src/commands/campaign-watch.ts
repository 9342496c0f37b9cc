import { setTimeout as sleep } from 'node:timers/promises';
import { mayPass, type CampaignDocument, type LabClient } from '@codecsmith/client';
import { EXIT } from '../exit-code.ts';
import { printJson, printLine } from '../output/print.ts';
import { createProgress, type Progress } from '../output/progress.ts';
import { proposalLine, score, standingLines } from './campaign-text.ts';

const LOOK_MS = 1_000;

/** Shows how a campaign goes until it ends, then what it came to. */
export async function watchCampaign(client: LabClient, id: string, json: boolean): Promise<void> {
  const document = await followCampaign(client, id, createProgress());
  if (json) printJson(document);
  else standingLines(document, Date.now()).forEach((line) => printLine(line));
  process.exitCode = document.champion === null ? EXIT.failed : EXIT.ok;
}

/** Shows how a campaign goes; resolves with what it came to when it has ended. */
export async function followCampaign(
  client: LabClient,
  id: string,
  progress: Progress,
  signal?: AbortSignal,
): Promise<CampaignDocument> {
  const told = new Set<string>();
  try {
    for (;;) {
      const document = await look(client, id, progress, signal);
      for (const proposal of ended(document, told)) progress.note(proposalLine(proposal));
      for (const line of crowned(document, told)) progress.note(line);
      progress.redraw(standingLines(document, Date.now()));
      if (document.phase === 'stopped') return document;
      await pause(signal);
    }
  } finally {
    progress.done();
  }
}

/** The campaign as it stands; waits for a lab that is being started again. */
async function look(
  client: LabClient,
  id: string,
  progress: Progress,
  signal: AbortSignal | undefined,
): Promise<CampaignDocument> {
  for (let told = false; ; told = true) {
    try {
      return await client.campaign(id);
    } catch (error) {
      if (!mayPass(error)) throw error;
      if (!told) progress.note(`${(error as Error).message}; waiting for it`);
      await pause(signal);
    }
  }
}

const pause = (signal: AbortSignal | undefined): Promise<void> => sleep(LOOK_MS, undefined, signal && { signal });

/** Proposals that ended since the last look. */
function ended({ proposals }: CampaignDocument, told: Set<string>): CampaignDocument['proposals'] {
  const fresh = proposals.filter((one) => one.outcome !== null && !told.has(one.experimentId));
  for (const { experimentId } of fresh) told.add(experimentId);
  return fresh;
}

/** A champion that was not there at the last look. */
function crowned({ champion }: CampaignDocument, told: Set<string>): string[] {
  if (champion === null || told.has(`best ${champion.experimentId}`)) return [];
  told.add(`best ${champion.experimentId}`);
  return [`best so far: ${score(champion.score)}, ${champion.experimentId}`];
}
