import type { SVGAttributes } from 'react';
import { shortId } from '../data/format.ts';
import { styleOf, type CurveKind, type RdCurve } from './rd-curve.ts';

const NAMES: Readonly<Record<CurveKind, string>> = {
  best: 'best score',
  candidate: 'candidate',
  parent: 'parent',
  anchor: 'anchor encoder',
};

/** One entry for each curve with a tone of its own, one for each kind of the others. */
function entriesOf(curves: readonly RdCurve[]): (readonly [name: string, curve: RdCurve])[] {
  const own = curves.filter(({ tone }) => tone !== undefined).toSorted((a, b) => (a.tone ?? 0) - (b.tone ?? 0));
  const kinds = (Object.keys(NAMES) as CurveKind[]).flatMap((kind) => {
    const curve = curves.find((each) => each.kind === kind && each.tone === undefined);
    return curve === undefined ? [] : [[NAMES[kind], curve] as const];
  });
  return [...own.map((curve) => [shortId(curve.name), curve] as const), ...kinds];
}

export function Legend({ curves, front }: { readonly curves: readonly RdCurve[]; readonly front: boolean }) {
  return (
    <ul className="legend">
      {entriesOf(curves).map(([name, curve]) => {
        const { stroke, dash, width } = styleOf(curve);
        return (
          <li key={name}>
            <Stroke stroke={stroke} strokeWidth={width} strokeDasharray={dash} />
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

const Stroke = (look: SVGAttributes<SVGLineElement>) => (
  <svg width="34" height="10" aria-hidden="true">
    <line x1="0" x2="34" y1="5" y2="5" {...look} />
  </svg>
);
