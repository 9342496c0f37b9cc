import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CampaignDocument } from '@codecsmith/client';
import { ODDITIES } from '@codecsmith/test-llm-stand-in';
import type { Killed, ModelLab } from './model-lab.ts';
import { until } from './until.ts';

/** What one model's calls came to: the books of the campaign, and the server's own. */
export interface Account {
  readonly model: string;
  readonly spent: number;
  readonly billed: number;
  readonly paidCalls: number;
  /** Reservations that a kill left open: they stay spent at their bound. */
  readonly open: number;
  /** Answers that the campaign's records hold. */
  readonly turns: number;
}

interface Reserved {
  readonly reservation: string;
  readonly purpose: string;
  readonly amounts: { readonly tokens: number };
}
interface Settled {
  readonly reservation: string;
  readonly spent: { readonly tokens: number };
}

/** A campaign that asks each of the models once; something is killed each time after some more of the answers were kept. */
export async function oddCampaign(
  here: ModelLab,
  id: string,
  models: readonly string[],
  kills: readonly Killed[],
): Promise<{ readonly campaign: CampaignDocument; readonly accounts: readonly Account[] }> {
  const search = ['--clip', 'pan', '--sealed', 'none', '--quality', '20,40,60,80', '--id', id];
  const draws = [
    '--parameter',
    'resamples=0',
    '--parameter',
    'stopAfterUndrafted=100',
    '--parameter',
    'seeds=64',
    '--parameter',
    'finals=0',
    '--parameter',
    'lag=6',
  ];
  const asked = models.flatMap((model) => ['--model', model]);
  // One codec is in all answers, so that it alone goes up, by two rungs.
  const budget = ['--budget', `evaluations=${models.length + 4}`];
  await here.lab.json(0, 'campaign', 'start', '--provider', 'openai', ...search, ...draws, ...budget, ...asked);
  for (const [index, what] of kills.entries()) {
    await keptAnswers(here, id, Math.floor(((index + 1) * models.length) / (kills.length + 1)));
    await here.kill(what);
  }
  const campaign = await here.stopped(id);
  return { campaign, accounts: await accountsOf(here, id, models, campaign) };
}

/** Waits until so many drafts of the campaign have an answer on the disk. */
function keptAnswers({ lab }: ModelLab, id: string, count: number): Promise<true> {
  const folder = join(lab.home, 'generator/calls');
  return until(async () => {
    const drafts = await readdir(folder).catch((): string[] => []);
    const files = await Promise.all(
      drafts
        .filter((name) => name.startsWith(`${id}-`))
        .map((name) => readdir(join(folder, name)).catch((): string[] => [])),
    );
    return files.filter((names) => names.includes('1.json')).length >= count ? true : undefined;
  });
}

async function accountsOf(
  here: ModelLab,
  id: string,
  models: readonly string[],
  { proposals }: CampaignDocument,
): Promise<Account[]> {
  const reserved = await here.facts<Reserved>(id, 'BudgetReserved');
  const settled = await here.facts<Settled>(id, 'BudgetSettled');
  const spentOn = (model: string): { readonly spent: number; readonly open: number } => {
    const calls = reserved
      .filter(({ data }) => data.purpose.startsWith(`${model}: `))
      .map(({ data }) => ({ data, end: settled.find((one) => one.data.reservation === data.reservation)?.data }));
    return {
      spent: calls.reduce((sum, { data, end }) => sum + (end?.spent ?? data.amounts).tokens, 0),
      open: calls.filter(({ end }) => end === undefined).length,
    };
  };
  return Promise.all(
    models.map(async (model) => {
      const { input, output, requests } = here.model.bill(model);
      const replies = proposals.flatMap((one) => (one.model === model && one.reply !== null ? [one.reply] : []));
      const texts = await Promise.all(replies.map((reply) => here.text(reply)));
      const turns = texts.flatMap(
        (text) => (JSON.parse(text) as { turns: { counted: boolean; spent: { tokens: number } }[] }).turns,
      );
      const paid = turns.filter(({ spent }) => spent.tokens > 0).length;
      return { model, ...spentOn(model), billed: input + output, paidCalls: requests, turns: paid };
    }),
  );
}

/** What is wrong with an account, in words; undefined when nothing is. */
export function faultOf({ model, spent, billed, paidCalls, open, turns }: Account): string | undefined {
  const charged = ODDITIES.get(model)?.ending.charged;
  if (!(spent >= billed)) return `${model}: ${spent} in the books, ${billed} on the bill`;
  if (charged === 'count' && open === 0 && spent !== billed)
    return `${model}: ${spent} in the books, ${billed} on the bill`;
  return paidCalls > turns + open ? `${model}: ${paidCalls} paid calls, ${turns} answers` : undefined;
}
