import type { SVGAttributes } from 'react';
import { shortId } from '../data/format.ts';
import { styleOf, type CurveKind, type RdCurve } from './rd-curve.ts';

const NAMES: Readonly<Record<Exclude<CurveKind, 'anchor'>, string>> = {
  best: 'best score',
  candidate: 'candidate',
  parent: 'parent',
};

/** One entry for each curve with a tone of its own and for each anchor, one for each kind of the others. */
function entriesOf(curves: readonly RdCurve[]): (readonly [name: string, curve: RdCurve])[] {
  const own = curves.filter(({ tone }) => tone !== undefined).toSorted((a, b) => (a.tone ?? 0) - (b.tone ?? 0));
  const rest = curves.filter(({ tone }) => tone === undefined);
  const kinds = (Object.keys(NAMES) as (keyof typeof NAMES)[]).flatMap((kind) => {
    const curve = rest.find((each) => each.kind === kind);
    return curve === undefined ? [] : [[NAMES[kind], curve] as const];
  });
  const anchors = rest.filter(({ kind }) => kind === 'anchor').map((curve) => [curve.name, curve] as const);
  return [...own.map((curve) => [shortId(curve.name), curve] as const), ...kinds, ...anchors];
}

/** Marks of the encoders, as text. */
const GLYPHS: Readonly<Record<string, string>> = { times: '×', plus: '+', asterisk: '✳' };

export function Legend({ curves, front }: { readonly curves: readonly RdCurve[]; readonly front: boolean }) {
  return (
    <ul className="legend">
      {entriesOf(curves).map(([name, curve]) => {
        const { stroke, dash, symbol, width } = styleOf(curve);
        return (
          <li key={name}>
            <Stroke stroke={stroke} strokeWidth={width} strokeDasharray={dash} glyph={GLYPHS[symbol]} />
            {name}
          </li>
        );
      })}
      {front && (
        <li>
          <Stroke stroke="var(--series-4)" strokeWidth={7} strokeOpacity={0.3} />
          Pareto front of candidates
        </li>
      )}
    </ul>
  );
}

const Stroke = ({ glyph, ...look }: SVGAttributes<SVGLineElement> & { readonly glyph?: string | undefined }) => (
  <svg width="34" height="12" aria-hidden="true">
    <line x1="0" x2="34" y1="6" y2="6" {...look} />
    {glyph !== undefined && (
      <text x="17" y="10" textAnchor="middle" fontSize="14" fill={look.stroke}>
        {glyph}
      </text>
    )}
  </svg>
);
