import type { ClipCurves, CurvePoint } from '@codecsmith/client';

/** What a line stands for; shape and dash say it as well as colour. */
export type CurveKind = 'best' | 'candidate' | 'parent' | 'anchor';

export interface RdCurve {
  readonly name: string;
  readonly kind: CurveKind;
  readonly href?: string;
  /** Where every curve is told from every other: its place among them, from 0. */
  readonly tone?: number;
  /** Of an anchor: which encoder, and its mode by the words that people read. */
  readonly anchor?: { readonly encoder: string; readonly mode: string };
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

/** Anchors are all of one colour: the symbol tells the encoder, the dash its mode. */
const ENCODER_SYMBOLS: Readonly<Record<string, 'times' | 'plus' | 'asterisk'>> = {
  x264: 'times',
  x265: 'plus',
  svtav1: 'asterisk',
};
const MODE_DASHES: Readonly<Record<string, string>> = {
  'all-intra': '2 3',
  'low-delay': '7 3',
  'random-access': '9 3 2 3',
};

/** How a curve is drawn, and its entry in the legend. */
export function styleOf({ kind, tone, anchor }: RdCurve) {
  if (tone !== undefined) return TONES[tone % TONES.length] ?? TONES[0];
  const { dash, symbol, ...look } = STYLE[kind];
  if (anchor === undefined) return { ...look, dash, symbol };
  const { encoder, mode } = anchor;
  return { ...look, dash: MODE_DASHES[mode] ?? dash, symbol: ENCODER_SYMBOLS[encoder] ?? symbol };
}

/** Candidates that no other beats of those whose scores compare with theirs; `candidates` are sorted by score. */
export function bestOfEachKey({ candidates }: ClipCurves): ReadonlySet<string> {
  const seen = new Set<string>();
  return new Set(
    candidates.flatMap(({ experimentId, score, scoreKey }) => {
      if (score === null || scoreKey === null || seen.has(scoreKey)) return [];
      seen.add(scoreKey);
      return [experimentId];
    }),
  );
}

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
  const standard = anchors.map(({ encoder, mode, points }) => {
    return { name: `${encoder} ${mode}`, kind: 'anchor' as const, anchor: { encoder, mode }, points };
  });
  return [
    ...standard,
    ...drawn.toSorted((a, b) => Object.keys(STYLE).indexOf(a.kind) - Object.keys(STYLE).indexOf(b.kind)),
  ];
}
