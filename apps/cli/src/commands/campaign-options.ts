import { parameters, ROLES } from '@codecsmith/campaign';
import type { CampaignCommandInput } from '@codecsmith/client';
import { InvalidArgumentError } from 'commander';
import { usageError } from '../exit-code.ts';

export type BudgetText = CampaignCommandInput<'start'>['budget'];

export interface PriceText {
  readonly inputUsdPerMillion: number;
  readonly outputUsdPerMillion: number;
}

/** What may be limited, under the name of the command line; `money` is in US dollars. */
const RESOURCES = {
  evaluations: 'evaluations',
  tokens: 'tokens',
  money: 'costUsd',
  costUsd: 'costUsd',
  executorSeconds: 'executorSeconds',
  wallSeconds: 'wallSeconds',
} as const satisfies Record<string, keyof BudgetText>;

const isResource = (name: string): name is keyof typeof RESOURCES => Object.hasOwn(RESOURCES, name);

/** An option that may be given several times. */
export const collect = (text: string, before: readonly string[]): string[] => [...before, text];

/** Parses `money=0.5`; the lab checks the values. */
export function parseBudget(text: string, before: BudgetText): BudgetText {
  const [, name = '', value] = /^(\w+)=(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  if (isResource(name)) return { ...before, [RESOURCES[name]]: Number(value) };
  throw new InvalidArgumentError(
    `"${text}" is not allowed: NAME=NUMBER is, with ${Object.keys(RESOURCES).join(', ')}.`,
  );
}

/** Parses `0.40/1.60`. */
export function parsePrice(text: string, before: readonly PriceText[]): PriceText[] {
  const [, input, output] = /^(\d+(?:\.\d+)?)\/(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  if (input === undefined) throw new InvalidArgumentError(`"${text}" is not allowed: INPUT/OUTPUT is, like 0.40/1.60.`);
  return [...before, { inputUsdPerMillion: Number(input), outputUsdPerMillion: Number(output) }];
}

/**
 * Models with their prices: one price counts for all of them; without any, the one that the endpoints file lists.
 *
 * @throws CommandError (usage) where a model is named twice, or the prices are neither none, one nor one each
 */
export function modelsOf(
  names: readonly string[],
  prices: readonly PriceText[],
  listed: (name: string) => PriceText | undefined = () => undefined,
) {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw usageError(`model: "${twice}" is given twice`, { field: 'model' });
  const allowed = [...new Set([0, 1, names.length])].sort((a, b) => a - b);
  if (!allowed.includes(prices.length)) {
    const message = `price: ${prices.length} × --price for ${names.length} × --model is not allowed. Allowed: ${allowed.join(', ')}`;
    throw usageError(message, { field: 'price', allowed });
  }
  return names.map((name, index) => ({
    name,
    ...(prices.length === 1 ? prices[0] : (prices[index] ?? listed(name))),
  }));
}

/** Something said of one model, by its name. */
type OfModel<T> = Readonly<Record<string, T>>;

export type Role = (typeof ROLES)[number];

/** Parses `MODEL=repair` or `MODEL=write,repair`. */
export function parseRoles(text: string, before: OfModel<Role[]>): OfModel<Role[]> {
  const [name, value] = ofModel(text);
  const roles = value.split(',');
  if (name !== '' && roles.every(isRole)) return { ...before, [name]: roles };
  throw new InvalidArgumentError(`"${text}" is not allowed: MODEL=ROLE,… is, with ${ROLES.join(', ')}.`);
}

/** Parses `MODEL=2`. */
export function parseShare(text: string, before: OfModel<number>): OfModel<number> {
  const [name, value] = ofModel(text);
  if (name !== '' && Number(value) > 0) return { ...before, [name]: Number(value) };
  throw new InvalidArgumentError(`"${text}" is not allowed: MODEL=NUMBER is, with a number above 0.`);
}

const isRole = (text: string): text is Role => (ROLES as readonly string[]).includes(text);

/** A model's name may hold `=`. */
const ofModel = (text: string): [string, string] => {
  const at = text.lastIndexOf('=');
  return [text.slice(0, Math.max(0, at)), text.slice(at + 1)];
};

/**
 * The same models with their roles and shares.
 *
 * @throws CommandError (usage) where one is named that the campaign does not ask
 */
export function withRoles<M extends { readonly name: string }>(
  models: readonly M[],
  roles: OfModel<Role[]>,
  shares: OfModel<number>,
) {
  const names = models.map(({ name }) => name);
  for (const [option, of] of Object.entries({ role: roles, share: shares })) {
    const unknown = Object.keys(of).find((name) => !names.includes(name));
    if (unknown === undefined) continue;
    throw usageError(`${option}: there is no --model ${unknown}`, { field: option, allowed: names });
  }
  return models.map((model) => ({
    ...model,
    ...(roles[model.name] === undefined ? {} : { roles: roles[model.name] }),
    ...(shares[model.name] === undefined ? {} : { share: shares[model.name] }),
  }));
}

export type ParametersText = Readonly<Record<string, unknown>>;

const PARAMETERS = Object.keys(parameters.shape);

/** Parses `lag=4`, `targetScore=null` or `operators={"edit":1}`; the lab checks the values. */
export function parseParameter(text: string, before: ParametersText): ParametersText {
  const [, name = '', value = ''] = /^(\w+)=(.+)$/.exec(text) ?? [];
  if (PARAMETERS.includes(name)) return { ...before, [name]: parseJson(name, value) };
  throw new InvalidArgumentError(`"${text}" is not allowed: NAME=VALUE is, with ${PARAMETERS.join(', ')}.`);
}

function parseJson(name: string, value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    throw new InvalidArgumentError(`${name}: "${value}" is not allowed: a number, null or other JSON is.`);
  }
}
