import type { ClipCurves, CurvePoint } from '@codecsmith/client';

/** What a line stands for; shape and dash say it as well as colour. */
export type CurveKind = 'best' | 'candidate' | 'parent' | 'anchor';

export interface RdCurve {
  readonly name: string;
  readonly kind: CurveKind;
  readonly href?: string;
  /** Where every curve is told from every other: its place among them, from 0. */
  readonly tone?: number;
  readonly points: readonly CurvePoint[];
}

/** Colour, dash and symbol of each kind. */
const STYLE = {
  anchor: { stroke: 'var(--ink-soft)', dash: '2 3', symbol: 'times', width: 1.5 },
  candidate: { stroke: 'var(--series-1)', dash: 'none', symbol: 'circle', width: 1.25 },
  parent: { stroke: 'var(--series-3)', dash: '6 3', symbol: 'square', width: 1.75 },
  best: { stroke: 'var(--series-2)', dash: 'none', symbol: 'diamond', width: 2.75 },
} as const;

/** Colour, dash and symbol of curves that are compared with each other. */
const TONES = [
  { stroke: 'var(--series-1)', dash: 'none', symbol: 'circle', width: 2 },
  { stroke: 'var(--series-2)', dash: '7 3', symbol: 'diamond', width: 2 },
  { stroke: 'var(--series-3)', dash: '2 3', symbol: 'square', width: 2 },
  { stroke: 'var(--series-4)', dash: '9 3 2 3', symbol: 'triangle', width: 2 },
  { stroke: 'var(--series-5)', dash: '4 2', symbol: 'star', width: 2 },
] as const;

/** How a curve is drawn, and its entry in the legend. */
export const styleOf = ({ kind, tone }: RdCurve) =>
  tone === undefined ? STYLE[kind] : (TONES[tone % TONES.length] ?? TONES[0]);

const MODES: Readonly<Record<string, string>> = { ai: 'all-intra', ld: 'low-delay', ra: 'random-access' };

/** Curves of a clip under the names that people use; `kindOf` tells what each candidate is on this page. */
export function curvesToDraw(
  { candidates, anchors }: ClipCurves,
  kindOf: (experimentId: string, index: number) => CurveKind,
): RdCurve[] {
  const drawn = candidates.map((candidate, index) => ({
    name: candidate.experimentId,
    kind: kindOf(candidate.experimentId, index),
    href: `/experiments/${candidate.experimentId}`,
    points: candidate.points,
  }));
  const standard = anchors.map(({ encoder, mode, points }) => ({
    name: `${encoder} ${MODES[mode] ?? mode}`,
    kind: 'anchor' as const,
    points,
  }));
  return [
    ...standard,
    ...drawn.toSorted((a, b) => Object.keys(STYLE).indexOf(a.kind) - Object.keys(STYLE).indexOf(b.kind)),
  ];
}
