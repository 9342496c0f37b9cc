import { createHash } from 'node:crypto';
import type { CampaignCommandInput } from '@codecsmith/client';
import { Command } from 'commander';
import { usageError } from '../exit-code.ts';
import { readCandidate } from '../experiments/candidate-file.ts';
import { connectLab } from '../lab/connect.ts';
import { printJson, printLine } from '../output/print.ts';
import { parseBudget } from './campaign-options.ts';
import { jsonOption, whole } from './options.ts';

type Steering = CampaignCommandInput<'steer'>['steering'];

interface SteerOptions {
  readonly hint?: string;
  readonly ban?: string;
  readonly pin?: number;
  readonly unpin?: true;
  readonly inject?: string;
  readonly budget: NonNullable<Extract<Steering, { kind: 'extend' }>['budget']>;
  readonly json?: true;
}

const EXAMPLES = `
Example:
  ./codecsmith campaign steer campaign-0123456789ab --hint "chroma costs the most bits"
  ./codecsmith campaign steer campaign-0123456789ab --pin 12
  ./codecsmith campaign steer campaign-0123456789ab --budget evaluations=120`;

export const campaignSteerCommand = (): Command =>
  new Command('steer')
    .description('change the course of a running search; each change is a fact, and holds for later proposals')
    .argument('<id>', 'campaign')
    .option('--hint <text>', 'all later prompts show it')
    .option('--ban <text>', 'an approach that models must not try')
    .option('--pin <number>', 'breed from this proposal', whole(1))
    .option('--unpin', 'let the search choose its parents again')
    .option('--inject <file>', 'a codec that the next proposal brings in')
    .option(
      '--budget <resource=limit>',
      'a higher limit of evaluations, tokens, money, executorSeconds or wallSeconds',
      parseBudget,
      {},
    )
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action(steer);

async function steer(id: string, options: SteerOptions): Promise<void> {
  const client = await connectLab();
  const changes: Steering[] = [
    ...(options.hint === undefined ? [] : [{ kind: 'hint', text: options.hint } as const]),
    ...(options.ban === undefined ? [] : [{ kind: 'ban', text: options.ban } as const]),
    ...(options.pin === undefined ? [] : [{ kind: 'pin', number: options.pin } as const]),
    ...(options.unpin === undefined ? [] : [{ kind: 'pin', number: null } as const]),
    ...(Object.keys(options.budget).length === 0 ? [] : [{ kind: 'extend', budget: options.budget } as const]),
    ...(options.inject === undefined ? [] : [await injected(client, options.inject)]),
  ];
  if (changes.length === 0)
    throw usageError('steer: name a change: --hint, --ban, --pin, --unpin, --inject or --budget');
  const answers = [];
  for (const steering of changes) answers.push(await client.steerCampaign(id, 'steer', { steering }));
  if (options.json) printJson({ answers });
  else printLine(`${id} is steered: ${changes.map(({ kind }) => kind).join(', ')}`);
}

async function injected(client: Awaited<ReturnType<typeof connectLab>>, file: string): Promise<Steering> {
  const { bytes, fileName } = await readCandidate(file);
  const digest = createHash('sha256').update(bytes).digest('hex');
  await client.putArtifact(digest, new Blob([new Uint8Array(bytes)]));
  return { kind: 'inject', code: { digest, sizeBytes: bytes.length }, fileName };
}
