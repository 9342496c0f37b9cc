import type { CampaignDocument, CampaignProposal, LabClient } from '@codecsmith/client';
import { Command } from 'commander';
import { CommandError, EXIT, usageError } from '../exit-code.ts';
import { connectLab } from '../lab/connect.ts';
import { printJson, printLine } from '../output/print.ts';
import { proposalTable, searchLines, standingLines, whyLines } from './campaign-text.ts';
import { askedRecords, consultedRecords } from './campaign-record.ts';
import { jsonOption, whole } from './options.ts';

interface ShowOptions {
  readonly why?: number;
  readonly prompt?: number;
  readonly reply?: number;
  readonly json?: true;
}

export const campaignShowCommand = (): Command =>
  new Command('show')
    .description('how a campaign goes, what it tried, and why')
    .argument('<id>', 'campaign')
    .option('--why <number>', 'the draws behind one proposal: operator, parent, model, material', whole(1))
    .option('--prompt <number>', 'the prompt of one proposal', whole(1))
    .option('--reply <number>', 'what it said, what came of trying its code, and the diagnostics in between', whole(1))
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith campaign show campaign-0123456789ab --why 12')
    .action(show);

async function show(id: string, { why, prompt, reply, json }: ShowOptions): Promise<void> {
  const client = await connectLab();
  const document = await client.campaign(id);
  if (prompt !== undefined) return printPrompts(client, proposalsAt(document, prompt), json === true);
  if (reply !== undefined) return printReplies(client, proposalsAt(document, reply), json === true);
  if (why !== undefined) return printWhy(proposalsAt(document, why), json === true);
  if (json) return printJson(document);
  [...standingLines(document, Date.now()), ...searchLines(document)].forEach((line) => printLine(line));
  printLine(`\n${proposalTable(document)}`);
  printLine('\nwhy one was made: --why NUMBER; prompt and reply of a model: --prompt NUMBER, --reply NUMBER');
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

const askedOrFail = async (client: LabClient, proposals: readonly CampaignProposal[]) => {
  const records = [...(await consultedRecords(client, proposals)), ...(await askedRecords(client, proposals))];
  if (records.length > 0) return records;
  throw new CommandError(EXIT.failed, 'no model wrote this proposal');
};

async function printPrompts(client: LabClient, proposals: readonly CampaignProposal[], json: boolean): Promise<void> {
  const records = await askedOrFail(client, proposals);
  if (json) return printJson({ prompts: records.map(({ experimentId, prompt }) => ({ experimentId, ...prompt })) });
  for (const { experimentId, prompt } of records) {
    printLine(`${experimentId}, to ${prompt.model}, ${prompt.version}`);
    for (const { role, content } of prompt.messages) printLine(`\n── ${role} ──\n${content}`);
  }
}

async function printReplies(client: LabClient, proposals: readonly CampaignProposal[], json: boolean): Promise<void> {
  const records = await askedOrFail(client, proposals);
  if (json) return printJson({ replies: records.map(({ experimentId, reply }) => ({ experimentId, ...reply })) });
  for (const { experimentId, prompt, reply } of records) {
    printLine(`${experimentId}, by ${prompt.model}`);
    for (const { diagnostic, text, failure, trial } of reply.turns) {
      if (diagnostic !== null) printLine(`\n── diagnostic ──\n${diagnostic}`);
      printLine(`\n── said ──\n${text}`);
      if (trial !== null) printLine(`\n── tried as ${trial.experimentId} ──\n${trial.message ?? trial.outcome}`);
      if (failure !== null) printLine(`\n── failed ──\n${failure.cause}: ${failure.message}`);
    }
  }
}
