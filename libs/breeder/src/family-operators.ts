import { amountAt, amountsOf, startOf, toolsOf, type GeneTable, type Values } from './gene-table.ts';
import { stepped, type NumberStep } from './numbers.ts';

type Random = () => number;

/** Chance that an edit moves the numbers, while there is a richer tool to take, and once there is none. */
const NUMBERS = 0.5;
const NUMBERS_AT_THE_TOP = 0.85;
/** Chance that a changed tool gives way to a richer one where there is one. */
const RICHER = 0.8;
/** How much longer the steps of a variant and of a rewrite are. */
const LONG = 1.5;

/** The first is the gallery's codec; the others have other numbers, and every second one or two other tools. */
export function startVariant(table: GeneTable, number: number, random: Random): Values {
  const start = startOf(table);
  if (number === 1) return start;
  const others = number % 2 === 0 ? 0 : 1 + Math.floor(random() * 2);
  return stepped(table, withTools(table, start, others, random, 0), [], random, LONG);
}

/** A uniform sample. */
export function drawnValues(table: GeneTable, random: Random): Values {
  const tools = toolsOf(table).map(([name, { values }]) => [name, pick(values, random)]);
  const amounts = amountsOf(table).map(([name, gene]) => [name, amountAt(gene, random())]);
  return inOrder(table, Object.fromEntries([...tools, ...amounts]) as Values);
}

/** Other numbers, or one or two other tools. */
export function editedValues(table: GeneTable, values: Values, steps: readonly NumberStep[], random: Random): Values {
  const open = openTools(table, values).length > 0;
  if (random() < (open ? NUMBERS : NUMBERS_AT_THE_TOP)) return stepped(table, values, steps, random);
  return withTools(table, values, 1 + Math.floor(random() * 2), random);
}

/** Two to four other tools, and other numbers. */
export const rewrittenValues = (
  table: GeneTable,
  values: Values,
  steps: readonly NumberStep[],
  random: Random,
): Values => stepped(table, withTools(table, values, 2 + Math.floor(random() * 3), random), steps, random, LONG);

/** Each gene from one of the two. */
export const crossedValues = (table: GeneTable, first: Values, second: Values, random: Random): Values =>
  inOrder(
    table,
    Object.fromEntries(Object.keys(table).map((name) => [name, (random() < 0.5 ? first : second)[name]])) as Values,
  );

/** Names of the genes in which two differ. */
export const changedGenes = (table: GeneTable, before: Values, after: Values): string[] =>
  Object.keys(table).filter((name) => before[name] !== after[name]);

/** Whether two differ in numbers alone. */
export const differInNumbers = (table: GeneTable, before: Values, after: Values): boolean => {
  const changed = changedGenes(table, before, after);
  return changed.length > 0 && changed.every((name) => table[name]?.kind === 'amount');
};

function withTools(table: GeneTable, values: Values, count: number, random: Random, richerChance = RICHER): Values {
  let out = values;
  for (let turn = 0; turn < count; turn += 1) {
    const open = openTools(table, out);
    const richer = open.length > 0 && random() < richerChance;
    const [name, { values: all }] = pick(richer ? open : toolsOf(table), random);
    const at = all.findIndex((value) => value === out[name]);
    const others = richer ? all.slice(at + 1) : all.filter((_, index) => index !== at);
    out = { ...out, [name]: pick(others, random) };
  }
  return out;
}

/** Tools that have a richer value than theirs. */
const openTools = (table: GeneTable, values: Values) =>
  toolsOf(table).filter(([name, tool]) => tool.values.at(-1) !== values[name]);

const inOrder = (table: GeneTable, values: Values): Values =>
  Object.fromEntries(Object.keys(table).map((name) => [name, values[name] as Values[string]]));

const pick = <T>(values: readonly T[], random: Random): T => values[Math.floor(random() * values.length)] as T;
