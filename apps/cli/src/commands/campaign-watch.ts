import { setTimeout as sleep } from 'node:timers/promises';
import type { CampaignDocument, LabClient } from '@codecsmith/client';
import { EXIT } from '../exit-code.ts';
import { printJson, printLine } from '../output/print.ts';
import { createProgress } from '../output/progress.ts';
import { proposalLine, standingLines } from './campaign-text.ts';

const LOOK_MS = 1_000;

/** Shows how a campaign goes until it ends, then what it came to. */
export async function watchCampaign(client: LabClient, id: string, json: boolean): Promise<void> {
  const progress = createProgress();
  const told = new Set<string>();
  let document = await client.campaign(id);
  for (; ; document = await client.campaign(id)) {
    for (const proposal of ended(document, told)) progress.note(proposalLine(proposal));
    progress.redraw(standingLines(document, Date.now()));
    if (document.phase === 'stopped') break;
    await sleep(LOOK_MS);
  }
  progress.done();
  if (json) printJson(document);
  else standingLines(document, Date.now()).forEach((line) => printLine(line));
  process.exitCode = document.champion === null ? EXIT.failed : EXIT.ok;
}

/** Proposals that ended since the last look. */
function ended({ proposals }: CampaignDocument, told: Set<string>): CampaignDocument['proposals'] {
  const fresh = proposals.filter((one) => one.outcome !== null && !told.has(one.experimentId));
  for (const { experimentId } of fresh) told.add(experimentId);
  return fresh;
}
