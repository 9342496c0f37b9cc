import type { CampaignDocument, CampaignProposal, LabClient } from '@codecsmith/client';
import { Command } from 'commander';
import { z } from 'zod';
import { CommandError, EXIT, usageError } from '../exit-code.ts';
import { connectLab } from '../lab/connect.ts';
import { printJson, printLine } from '../output/print.ts';
import { proposalTable, standingLines, whyLines } from './campaign-text.ts';
import { jsonOption, whole } from './options.ts';

interface ShowOptions {
  readonly why?: number;
  readonly prompt?: number;
  readonly json?: true;
}

export const campaignShowCommand = (): Command =>
  new Command('show')
    .description('how a campaign goes, what it tried, and why')
    .argument('<id>', 'campaign')
    .option('--why <number>', 'the draws behind one proposal: operator, parent, model, material', whole(1))
    .option('--prompt <number>', 'what the model was told for one proposal', whole(1))
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith campaign show campaign-0123456789ab --why 12')
    .action(show);

async function show(id: string, { why, prompt, json }: ShowOptions): Promise<void> {
  const client = await connectLab();
  const document = await client.campaign(id);
  if (prompt !== undefined) return printPrompts(client, proposalsAt(document, prompt), json === true);
  if (why !== undefined) return printWhy(proposalsAt(document, why), json === true);
  if (json) return printJson(document);
  standingLines(document, Date.now()).forEach((line) => printLine(line));
  printLine(`\n${proposalTable(document)}\n\nwhy one was made: --why NUMBER; its prompt: --prompt NUMBER`);
}

/** A proposal and its resamples. */
function proposalsAt({ id, proposals }: CampaignDocument, number: number): CampaignProposal[] {
  const found = proposals.filter((one) => one.number === number);
  if (found.length > 0) return found;
  throw usageError(`proposal: ${number} is not allowed; ${id} has 1 to ${proposals.at(-1)?.number ?? 0}`);
}

function printWhy(proposals: readonly CampaignProposal[], json: boolean): void {
  if (json) printJson({ proposals });
  else proposals.flatMap(whyLines).forEach((line) => printLine(line));
}

const promptSchema = z.looseObject({
  model: z.string(),
  version: z.string(),
  messages: z.array(z.object({ role: z.string(), content: z.string() })),
});

async function printPrompts(client: LabClient, proposals: readonly CampaignProposal[], json: boolean): Promise<void> {
  const prompts = [];
  for (const { experimentId } of proposals) {
    const digest = await promptOf(client, experimentId);
    if (digest === undefined) continue;
    const text = new TextDecoder().decode(await client.artifact(digest));
    prompts.push({ experimentId, digest, ...promptSchema.parse(JSON.parse(text)) });
  }
  if (prompts.length === 0)
    throw new CommandError(EXIT.failed, 'no model was asked for this proposal: it has no prompt');
  if (json) return printJson({ prompts });
  for (const { experimentId, model, version, messages } of prompts) {
    printLine(`${experimentId}, to ${model}, ${version}`);
    for (const { role, content } of messages) printLine(`\n── ${role} ──\n${content}`);
  }
}

/** Digest of an experiment's prompt; a draft that failed names it in its advice. */
async function promptOf(client: LabClient, experimentId: string): Promise<string | undefined> {
  for (const { type, data } of await client.experimentFacts(experimentId)) {
    const { prompt, cause } = data as { prompt?: string | null; cause?: { advice?: string | null } };
    if (type === 'CandidateDrafted') return prompt ?? undefined;
    if (type === 'DraftingFailed') return /prompt ([0-9a-f]{64})/.exec(cause?.advice ?? '')?.[1];
  }
  return undefined;
}
