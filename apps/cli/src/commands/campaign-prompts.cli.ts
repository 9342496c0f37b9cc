import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { PROMPT_NAMES, type PromptName } from '@codecsmith/campaign';
import type { CampaignCommandInput, LabClient } from '@codecsmith/client';
import { builtinPrompt, parseTemplate } from '@codecsmith/llm';
import { Command } from 'commander';
import { usageError } from '../exit-code.ts';
import { connectLab } from '../lab/connect.ts';
import { printJson, printLine } from '../output/print.ts';
import { jsonOption } from './options.ts';

type PromptFiles = Readonly<Partial<Record<PromptName, string>>>;

interface PromptsOptions {
  readonly out?: string;
  readonly json?: true;
}

export const campaignPromptsCommand = (): Command =>
  new Command('prompts')
    .description('the prompt files of a campaign, or those that come with the lab')
    .argument('[id]', 'campaign')
    .option('--out <folder>', 'write them as files, to change them and start a campaign with --prompts')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  ./codecsmith campaign prompts --out my-prompts\n  ./codecsmith campaign start --prompts my-prompts …',
    )
    .action(prompts);

async function prompts(id: string | undefined, { out, json }: PromptsOptions): Promise<void> {
  const own = id === undefined ? {} : await ownPrompts(await connectLab(), id);
  const files = PROMPT_NAMES.map((name) => ({
    name,
    version: parseTemplate(name, own[name] ?? builtinPrompt(name)).version,
    own: own[name] !== undefined,
    text: own[name] ?? builtinPrompt(name),
  }));
  if (out !== undefined) {
    await mkdir(out, { recursive: true });
    for (const { name, text } of files) await writeFile(join(out, `${name}.md`), text);
  }
  if (json) return printJson({ prompts: files });
  for (const { name, version, own: changed, text } of files) {
    if (out === undefined) printLine(`── ${name}@${version}${changed ? ', of this campaign' : ''} ──\n${text}`);
    else printLine(`${join(out, `${name}.md`)}  version ${version}`);
  }
}

async function ownPrompts(client: LabClient, id: string): Promise<PromptFiles> {
  const started = (await client.campaignFacts(id)).find(({ type }) => type === 'CampaignStarted');
  const { prompts = {} } = (started?.data ?? {}) as { prompts?: Partial<Record<PromptName, { digest: string }>> };
  const texts: Partial<Record<PromptName, string>> = {};
  for (const [name, { digest }] of Object.entries(prompts)) {
    texts[name as PromptName] = new TextDecoder().decode(await client.artifact(digest));
  }
  return texts;
}

/**
 * The prompt files of a folder, by name.
 *
 * @throws CommandError of usage where a file is none of a prompt, or cannot be used as one
 */
export async function readPrompts(folder: string): Promise<PromptFiles> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    throw usageError(`--prompts ${folder}: ${error.code === 'ENOENT' ? 'there is no such folder' : error.message}`);
  });
  const files: Partial<Record<PromptName, string>> = {};
  for (const file of names.filter((name) => name.endsWith('.md'))) {
    const name = PROMPT_NAMES.find((known) => `${known}.md` === file);
    if (name === undefined) {
      throw usageError(
        `--prompts ${folder}: ${file} is not allowed; allowed: ${PROMPT_NAMES.map((known) => `${known}.md`).join(', ')}`,
      );
    }
    files[name] = checked(name, await readFile(join(folder, file), 'utf8'));
  }
  if (Object.keys(files).length > 0) return files;
  throw usageError(
    `--prompts ${folder}: it holds no prompt; ./codecsmith campaign prompts --out ${folder} writes them`,
  );
}

function checked(name: PromptName, text: string): string {
  try {
    parseTemplate(name, text);
    return text;
  } catch (error) {
    if (error instanceof RangeError) throw usageError(`--prompts: ${error.message}`);
    throw error;
  }
}

/** Uploads prompt files; the result goes into the command that starts a campaign. */
export async function storePrompts(
  client: LabClient,
  files: PromptFiles,
): Promise<NonNullable<CampaignCommandInput<'start'>['prompts']>> {
  const stored: Partial<Record<PromptName, { digest: string; sizeBytes: number }>> = {};
  for (const [name, text] of Object.entries(files)) {
    const bytes = new Uint8Array(Buffer.from(text, 'utf8'));
    const digest = createHash('sha256').update(bytes).digest('hex');
    await client.putArtifact(digest, new Blob([bytes]));
    stored[name as PromptName] = { digest, sizeBytes: bytes.length };
  }
  return stored;
}
