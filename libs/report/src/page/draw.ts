import * as Plot from '@observablehq/plot';
import { CHART_FRAME, type Look } from '../plots/index.ts';
import { parseHTML } from 'linkedom';
import { Html, html } from './html.ts';

const WIDTH = 960;

/** Looks of curves side by side: told apart by colour, symbol and dash. */
const LOOKS: readonly Look[] = [
  { stroke: 'var(--c0)', symbol: 'circle', dash: 'none', width: 1.75 },
  { stroke: 'var(--c1)', symbol: 'square', dash: '6 3', width: 1.75 },
  { stroke: 'var(--c2)', symbol: 'triangle', dash: '2 3', width: 1.75 },
  { stroke: 'var(--c3)', symbol: 'diamond', dash: '9 3 2 3', width: 1.75 },
  { stroke: 'var(--c4)', symbol: 'star', dash: '4 2', width: 1.75 },
  { stroke: 'var(--c5)', symbol: 'times', dash: '7 3', width: 1.75 },
  { stroke: 'var(--c6)', symbol: 'plus', dash: '1 3', width: 1.75 },
];

export const lookOf = (place: number): Look => LOOKS[place % LOOKS.length] ?? (LOOKS[0] as Look);

/** A chart as SVG text, under a legend of its curves. The document that it is drawn in is no browser's. */
export function figure(label: string, options: Plot.PlotOptions, names: readonly string[]): Html {
  const svg = drawn({ ...CHART_FRAME, width: WIDTH, ...options }, html`role="img" aria-label="${label}"`);
  const legend = names.map((name, place) => html`<li>${swatch(lookOf(place))}${name}</li>`);
  return html`<figure>
    ${svg}
    <figcaption>
      <ul class="legend">
        ${legend}
      </ul>
    </figcaption>
  </figure>`;
}

/** @param attributes of the drawing, escaped here: the document escapes quotation marks only */
function drawn(options: Plot.PlotOptions, attributes: Html): Html {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const svg = Plot.plot({ ...options, document });
  // Plot names its groups by the kind of mark, which says nothing to those who cannot see them.
  svg.querySelectorAll('g[aria-label]').forEach((group: { removeAttribute(name: string): void }) => {
    group.removeAttribute('aria-label');
  });
  return new Html(svg.outerHTML.replace('<svg', `<svg ${attributes.text}`));
}

/** A line and its symbol, as the legend shows them. */
function swatch({ stroke, dash, symbol }: Look): Html {
  const point = [{ x: 0.5, y: 0 }];
  const ends = [
    { x: 0, y: 0 },
    { x: 1, y: 0 },
  ];
  const at = { x: 'x', y: 'y', stroke } as const;
  const options = {
    ...{ width: 34, height: 12, margin: 0, insetLeft: 2, insetRight: 2, axis: null },
    marks: [
      Plot.line(ends, { ...at, strokeDasharray: dash, strokeWidth: 1.75 }),
      Plot.dot(point, { ...at, symbol, r: 3.5, fill: 'var(--raised)' }),
    ],
  };
  return drawn(options, html`aria-hidden="true"`);
}
