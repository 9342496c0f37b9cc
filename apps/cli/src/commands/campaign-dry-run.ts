import { campaignCommands, campaignDecider, explain, firstProposals } from '@codecsmith/campaign';
import type { CampaignCommandInput, LabClient } from '@codecsmith/client';
import { clip as clipSchema } from '@codecsmith/experiment';
import { CommandError, EXIT } from '../exit-code.ts';
import { printJson, printLine } from '../output/print.ts';

/** Prints how a campaign would begin, and asks the lab for nothing but its clips. */
export async function dryRun(client: LabClient, input: CampaignCommandInput<'start'>, json: boolean): Promise<void> {
  const clips = (await client.clips()).map((one) => clipSchema.parse(one));
  const data = campaignCommands.start.parse(input);
  const command = { id: 'dry-run', type: 'start', aggregate: 'campaign', aggregateId: 'dry-run', actor: 'cli', data };
  const decision = campaignDecider.decide(campaignDecider.initial, command as never, {
    now: new Date().toISOString(),
    clip: (reference) => clips.find(({ digest, name }) => digest === reference || name === reference),
  });
  if (!decision.accepted)
    throw new CommandError(EXIT.refused, decision.refusal.message, { code: decision.refusal.code });
  const started = decision.facts.find(({ type }) => type === 'CampaignStarted');
  if (started?.type !== 'CampaignStarted') throw new Error('a campaign that starts says so');
  const proposals = firstProposals('dry-run', started.data);
  if (json) return printJson({ config: started.data, proposals });
  printLine(
    `rungs: ${started.data.rungs.map(({ name, qualities }) => `${name} at ${qualities.join(', ')}`).join('; ')}`,
  );
  for (const plan of proposals) printLine(`#${plan.number}  ${explain(plan).join('\n    ')}`);
}
