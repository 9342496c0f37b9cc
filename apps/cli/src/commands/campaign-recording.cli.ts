import { Command } from 'commander';
import { CommandError, EXIT } from '../exit-code.ts';
import { connectLab } from '../lab/connect.ts';
import { printJson, printLine } from '../output/print.ts';
import { askedRecords, consultedRecords, recordedAnswers } from './campaign-record.ts';
import { jsonOption } from './options.ts';

export const campaignRecordingCommand = (): Command =>
  new Command('recording')
    .description("every answer of a campaign's models, as the provider replay reads it")
    .argument('<id>', 'campaign')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith campaign recording campaign-0123456789ab > answers.jsonl')
    .action(async (id: string, { json }: { json?: true }) => {
      const client = await connectLab();
      const { proposals } = await client.campaign(id);
      const [asked, beside] = [await askedRecords(client, proposals), await consultedRecords(client, proposals)];
      const answers = recordedAnswers([...beside, ...asked]);
      if (answers.length === 0) throw new CommandError(EXIT.failed, `${id} has asked no model: there is no recording`);
      if (json) return printJson({ answers });
      answers.forEach((answer) => printLine(JSON.stringify(answer)));
    });
