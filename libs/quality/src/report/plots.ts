import { linearAxis, logAxis, type Axis } from './axis.ts';
import { Html, html } from './html.ts';
import type { ReportClip, ReportCurve, ReportFrame } from './report-data.ts';

const WIDTH = 720;
const HEIGHT = 380;
const SIDES = { left: 56, right: 16, top: 12, bottom: 44 };
const CORNER = { x: SIDES.left, y: HEIGHT - SIDES.bottom };

/** Classes of the Okabe–Ito colours in the style sheet, told apart by shape and dash as well. */
const SERIES_STYLES = 7;

interface Series {
  readonly label: string;
  readonly points: readonly { readonly x: number; readonly y: number; readonly about: string }[];
}

/** Quality over rate, rate on a logarithmic axis; lossless points have no place on it and are named below. */
export function rdPlot(clip: ReportClip): Html {
  const series = clip.curves.map((curve) => ({ label: curve.label, points: rdPoints(curve) }));
  const all = series.flatMap(({ points }) => points);
  if (all.length === 0) return html`<p>No point with a finite PSNR.</p>`;
  const [xs, ys] = [all.map(({ x }) => x), all.map(({ y }) => y)];
  const x = logAxis(Math.min(...xs), Math.max(...xs), CORNER.x, WIDTH - SIDES.right);
  const y = linearAxis(Math.min(...ys), Math.max(...ys), CORNER.y, SIDES.top);
  return figure(
    `Rate and distortion on ${clip.name}`,
    { x, y, xLabel: 'kbps (logarithmic)', yLabel: 'psnr_y (dB)' },
    series,
  );
}

function rdPoints({ label, points }: ReportCurve): Series['points'] {
  const finite = points.flatMap((point) => (point.psnr_y === null ? [] : [{ ...point, psnr_y: point.psnr_y }]));
  return finite
    .toSorted((a, b) => a.kbps - b.kbps)
    .map((point) => ({
      x: point.kbps,
      y: point.psnr_y,
      about: `${label}, ${point.setting}: ${point.kbps.toFixed(2)} kbps, ${point.psnr_y.toFixed(3)} dB`,
    }));
}

/** psnr_y of every frame. */
export function framePlot(clip: ReportClip): Html {
  const series = clip.perFrame.map(({ label, frames }) => ({ label, points: framePoints(label, frames) }));
  const all = series.flatMap(({ points }) => points);
  if (all.length === 0) return html`<p>No frame with a finite PSNR.</p>`;
  const ys = all.map(({ y }) => y);
  const x = linearAxis(0, Math.max(1, ...all.map((point) => point.x)), CORNER.x, WIDTH - SIDES.right, 10);
  const y = linearAxis(Math.min(...ys), Math.max(...ys), CORNER.y, SIDES.top);
  return figure(`Quality of every frame of ${clip.name}`, { x, y, xLabel: 'frame', yLabel: 'psnr_y (dB)' }, series);
}

const framePoints = (label: string, frames: readonly ReportFrame[]): Series['points'] =>
  frames.flatMap(({ psnr_y, bytes }, index) => {
    if (psnr_y === null) return [];
    const size = bytes === null ? '' : `, ${bytes} bytes`;
    return [{ x: index, y: psnr_y, about: `${label}, frame ${index}: ${psnr_y.toFixed(3)} dB${size}` }];
  });

interface Axes {
  readonly x: Axis;
  readonly y: Axis;
  readonly xLabel: string;
  readonly yLabel: string;
}

function figure(title: string, axes: Axes, series: readonly Series[]): Html {
  const lines = series.map(({ points }, i) => line(points, axes, i % SERIES_STYLES));
  const legend = series.map(
    ({ label }, i) =>
      html`<li>
        <svg width="34" height="12" aria-hidden="true">
          <g class="s${i % SERIES_STYLES}">
            <path d="M2 6H32" />
            ${marker(17, 6, i % SERIES_STYLES)}
          </g></svg
        >${label}
      </li>`,
  );
  return html`<figure>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}">${grid(axes)}${lines}</svg>
    <figcaption>
      <ul class="legend">
        ${legend}
      </ul>
    </figcaption>
  </figure>`;
}

function grid({ x, y, xLabel, yLabel }: Axes): Html {
  const right = WIDTH - SIDES.right;
  const vertical = x.ticks.map((tick) => {
    const at = place(x, tick);
    return html`<path class="grid" d="M${at} ${SIDES.top}V${CORNER.y}" /><text
        x="${at}"
        y="${CORNER.y + 16}"
        text-anchor="middle"
        >${tick}</text
      >`;
  });
  const horizontal = y.ticks.map((tick) => {
    const at = place(y, tick);
    return html`<path class="grid" d="M${CORNER.x} ${at}H${right}" /><text
        x="${CORNER.x - 6}"
        y="${Number(at) + 4}"
        text-anchor="end"
        >${tick}</text
      >`;
  });
  const middle = (SIDES.top + CORNER.y) / 2;
  return html`${vertical}${horizontal}<text x="${(CORNER.x + right) / 2}" y="${HEIGHT - 8}" text-anchor="middle"
      >${xLabel}</text
    ><text x="14" y="${middle}" text-anchor="middle" transform="rotate(-90 14 ${middle})">${yLabel}</text>`;
}

function line(points: Series['points'], { x, y }: Axes, style: number): Html {
  const path = points.map((point, i) => `${i === 0 ? 'M' : 'L'}${place(x, point.x)} ${place(y, point.y)}`).join('');
  const dense = points.length > 40;
  const marks = points.map(
    (point) =>
      html`<g data-x="${point.x}" data-y="${point.y}"
        ><title>${point.about}</title
        >${dense ? html`<circle class="hit" cx="${place(x, point.x)}" cy="${place(y, point.y)}" r="4" />` : marker(Number(place(x, point.x)), Number(place(y, point.y)), style)}</g
      >`,
  );
  return html`<g class="s${style}"><path d="${path}" />${marks}</g>`;
}

const place = (axis: Axis, value: number): string => axis.place(value).toFixed(1);

/** Circle, square, triangle, diamond, …: no meaning hangs on colour alone. */
function marker(cx: number, cy: number, style: number): Html {
  const shapes = [
    html`<circle cx="${cx}" cy="${cy}" r="4" />`,
    html`<rect x="${cx - 3.5}" y="${cy - 3.5}" width="7" height="7" />`,
    html`<path class="mark" d="M${cx} ${cy - 5}l5 9h-10z" />`,
    html`<path class="mark" d="M${cx} ${cy - 5}l5 5-5 5-5-5z" />`,
    html`<path class="mark" d="M${cx} ${cy + 5}l5-9h-10z" />`,
  ];
  return shapes[style % shapes.length] ?? new Html('');
}
