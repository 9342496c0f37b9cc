import { NEEDS, type Need, COLORS, DEFAULT_COLOR, type Color } from '@codecsmith/codec';
import type { PythonModule } from '../analysis/module.ts';
import { at, type PythonRule } from '../finding.ts';
import { bare, childOf, named, plainString, type PyNode } from '../node.ts';

const isColor = (text: string | undefined): text is Color => COLORS.some((color) => color === text);
const isNeed = (text: string | undefined): text is Need => NEEDS.some((need) => need === text);

/** What the last assignment to a name at the top level gives it. */
function assignedValue(module: PythonModule, name: string): PyNode | undefined {
  const assignment = module.definitions(name).at(-1)?.parent;
  return assignment?.type === 'assignment' ? childOf(assignment, 'right') : undefined;
}

/** The value of `COLOR`, or the default when there is none. */
export function colorOf(module: PythonModule): Color {
  const value = assignedValue(module, 'COLOR');
  const text = value && plainString(bare(value));
  return isColor(text) ? text : DEFAULT_COLOR;
}

const listItems = (node: PyNode): PyNode[] =>
  ['list', 'tuple', 'set'].includes(bare(node).type) ? named(bare(node)) : [];

/** What `NEEDS` names. */
export function declaredNeeds(module: PythonModule): Need[] {
  const value = assignedValue(module, 'NEEDS');
  return (value ? listItems(value) : []).map(plainString).filter(isNeed);
}

export const badColor: PythonRule = {
  id: 'constants.color',
  kind: 'reject',
  title: '`COLOR` is a string written out, one of the layouts of the contract.',
  why: 'It is read without running the candidate, and decides what the frames look like.',
  bad: 'COLOR = "yuv420"',
  good: 'COLOR = "i420"',
  find({ module }) {
    const value = assignedValue(module, 'COLOR');
    if (!value || isColor(plainString(bare(value)))) return [];
    const allowed = COLORS.map((color) => `"${color}"`).join(', ');
    return [at(value, `COLOR is ${value.text.slice(0, 60)}`, `allowed are ${allowed}, written as a plain string`)];
  },
};

export const badNeeds: PythonRule = {
  id: 'constants.needs',
  kind: 'reject',
  title: '`NEEDS` is a list of strings written out, of things that lanes have.',
  why: 'It is read without running the candidate, and decides which machine runs it.',
  bad: 'NEEDS = ["cuda"]',
  good: 'NEEDS = ["torch", "gpu"]',
  find({ module }) {
    const value = assignedValue(module, 'NEEDS');
    if (!value) return [];
    const allowed = `allowed are ${NEEDS.map((need) => `"${need}"`).join(', ')}, in a list of plain strings`;
    if (!['list', 'tuple', 'set'].includes(bare(value).type))
      return [at(value, `NEEDS is ${value.text.slice(0, 60)}`, allowed)];
    return listItems(value)
      .filter((item) => !isNeed(plainString(item)))
      .map((item) => at(item, `NEEDS names ${item.text.slice(0, 60)}`, allowed));
  },
};
