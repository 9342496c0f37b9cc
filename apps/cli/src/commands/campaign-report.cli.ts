import { writeFile } from 'node:fs/promises';
import type { LabClient } from '@codecsmith/client';
import { Command } from 'commander';
import { connectLab } from '../lab/connect.ts';
import { printJson, printLine } from '../output/print.ts';
import { campaignReport } from '../reports/campaign-report.ts';
import { jsonOption } from './options.ts';

interface ReportOptions {
  readonly out?: string;
  readonly json?: true;
}

export const campaignReportCommand = (): Command =>
  new Command('report')
    .description(
      'the story of a search: its champion by lineage with diffs, what worked, what failed, cost, what is open',
    )
    .argument('<id>', 'campaign')
    .option('--out <file>', 'write the Markdown there')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith campaign report campaign-0123456789ab --out report.md')
    .action(async (id: string, { out, json }: ReportOptions) => {
      const client = await connectLab();
      const markdown = await campaignReport(await client.campaign(id), (of) => codeOf(client, of), Date.now());
      if (out !== undefined) await writeFile(out, markdown);
      if (json) printJson({ id, ...(out === undefined ? { markdown } : { file: out }) });
      else if (out === undefined) printLine(markdown.trimEnd());
      else printLine(out);
    });

async function codeOf(client: LabClient, experimentId: string): Promise<string | null> {
  const drafted = (await client.experimentFacts(experimentId)).findLast(({ type }) => type === 'CandidateDrafted');
  const { code } = (drafted?.data ?? {}) as { readonly code?: { readonly digest: string } };
  return code === undefined ? null : new TextDecoder().decode(await client.artifact(code.digest));
}
