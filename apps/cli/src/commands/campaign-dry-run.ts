import {
  campaignCommands,
  campaignDecider,
  explain,
  firstProposals,
  type CampaignCommand,
  type CampaignCommandData,
  type CampaignConfig,
  type PromptName,
} from '@codecsmith/campaign';
import type { CampaignCommandInput, LabClient } from '@codecsmith/client';
import { clip as clipSchema, GENERATORS } from '@codecsmith/experiment';
import { gatherMaterial, renderPrompt, templatesOf, type MaterialSources } from '@codecsmith/llm';
import { refusalOf, type Refusal } from '@codecsmith/kernel';
import { CommandError, EXIT } from '../exit-code.ts';
import { printJson, printLine } from '../output/print.ts';

/** Prints how a campaign would begin, and asks the lab for nothing but its clips. */
export async function dryRun(
  client: LabClient,
  input: CampaignCommandInput<'start'>,
  prompts: Readonly<Partial<Record<PromptName, string>>>,
  json: boolean,
): Promise<void> {
  const config = await configOf(client, checked(input));
  const proposals = firstProposals('dry-run', config);
  if (json) return printJson({ config, proposals });
  const rungs = config.rungs.map(({ name, qualities }) => `${name} at ${qualities.join(', ')}`);
  printLine(`rungs: ${rungs.join('; ')}`);
  for (const plan of proposals) printLine(`#${plan.number}  ${explain(plan).join('\n    ')}`);
  const first = proposals.find(({ operator }) => operator === 'seed');
  if (first === undefined || !GENERATORS[config.generator.provider].asksModels) return;
  const prompt = renderPrompt(await gatherMaterial(first, config, NOTHING_STORED), templatesOf(prompts));
  printLine(`\nthe prompt of #${first.number} (${prompt.version}):`);
  for (const { role, content } of prompt.messages) printLine(`\n[${role}]\n${content}`);
}

/** A seed refers to nothing that was made before. */
const NOTHING_STORED: MaterialSources = {
  factsOf: () => Promise.resolve([]),
  textOf: (digest) => Promise.reject(new Error(`a first prompt needs no artifact ${digest}`)),
};

function checked(input: CampaignCommandInput<'start'>): CampaignCommandData<'start'> {
  const { data, error } = campaignCommands.start.safeParse(input);
  if (data !== undefined) return data;
  throw refused(refusalOf(error, input));
}

const refused = ({ message, ...details }: Refusal): CommandError =>
  new CommandError(EXIT.refused, `refused: ${message}`, details);

/** The campaign as the lab would start it: the very rules of the ledger decide. */
async function configOf(client: LabClient, data: CampaignCommandData<'start'>): Promise<CampaignConfig> {
  const clips = (await client.clips()).map((one) => clipSchema.parse(one));
  const about = { id: 'dry-run', aggregateId: 'dry-run', actor: 'cli' };
  const command: CampaignCommand = { ...about, type: 'start', aggregate: 'campaign', data };
  const decision = campaignDecider.decide(campaignDecider.initial, command, {
    now: new Date().toISOString(),
    clip: (reference) => clips.find(({ digest, name }) => digest === reference || name === reference),
  });
  if (!decision.accepted) throw refused(decision.refusal);
  const [started] = decision.facts;
  if (started?.type !== 'CampaignStarted') throw new Error('a campaign that starts says so');
  return started.data;
}
