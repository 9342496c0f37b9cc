import {
  measuredBy,
  METRICS,
  metricText,
  RECORDED_METRICS,
  type MetricName,
  type RecordedMetric,
} from '@codecsmith/quality';
import { Html, html } from './html.ts';
import type { ReportClip, ReportPoint } from '../data/report-data.ts';

/** A cell: a number to a fixed precision, or what stands for its absence. */
const number = (value: number | null | undefined, digits: number, missing: string): Html =>
  html`<td class="n">${value === null || value === undefined ? missing : value.toFixed(digits)}</td>`;

const head = (columns: readonly string[]): Html =>
  html`<thead>
    <tr>
      ${columns.map((column) => html`<th scope="col">${column}</th>`)}
    </tr>
  </thead>`;

/** Every point of every curve, with each metric that one of them has; ∞ where planes are equal. */
export function pointsTable(clip: ReportClip): Html {
  const points = clip.curves.flatMap((curve) => curve.points);
  const metrics = measuredBy(points, RECORDED_METRICS);
  const rows = clip.curves.flatMap(({ label, kind, points: own }) =>
    own.map((point) => pointRow(label, kind, point, metrics)),
  );
  return html`<div class="wide">
    <table class="points">
      <caption>
        All points on ${clip.name}
      </caption>
      ${head(['curve', 'setting', 'bytes', 'kbps', 'bpp', ...metrics, 'encode CPU ms', 'decode CPU ms'])}
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

function pointRow(label: string, kind: string, point: ReportPoint, metrics: readonly RecordedMetric[]): Html {
  return html`<tr class="${kind}" data-kbps="${point.kbps}" data-psnr-y="${point.psnr_y ?? 'inf'}">
    <th scope="row">${label}</th>
    <td>${point.setting}</td>
    ${number(point.bytes, 0, '')}${number(point.kbps, 2, '')}${number(point.bpp, 4, '')}${metrics.map((name) => metricCell(name, point[name]))}${number(point.encodeCpuMs, 0, '–')}${number(point.decodeCpuMs, 0, '–')}
  </tr>`;
}

const metricCell = (name: MetricName, value: number | null | undefined): Html =>
  html`<td class="n">${metricText(name, value, METRICS[name].digits + 1)}</td>`;

/** BD-rates and iso-quality savings: a percentage, or the reason for its absence. */
export function figuresTable(clip: ReportClip): Html {
  if (clip.figures.length === 0) return html``;
  const rows = clip.figures.map(
    ({ anchor, mode, metric, quality, percent, reason, overlap }) =>
      html`<tr>
        <th scope="row">${anchor} ${mode}</th>
        <td>${quality === undefined ? metric : `${metric} at quality ${quality}`}</td>
        ${percent === null ? html`<td class="n">${reason ?? 'no reason given'}</td>` : html`<td class="n">${signed(percent)} %</td>`}${number(overlap === null ? null : overlap * 100, 1, '–')}
      </tr>`,
  );
  return html`<div class="wide">
    <table class="figures">
      <caption>
        Bits against anchors at equal quality; negative: fewer than the anchor
      </caption>
      ${head(['anchor', 'metric', 'bits', 'overlap %'])}
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

const signed = (percent: number): string => `${percent > 0 ? '+' : ''}${percent.toFixed(2)}`;

/** Digests of what the numbers came from. */
export function evidenceTable(clip: ReportClip): Html {
  const rows = clip.curves.flatMap(({ label, points }) =>
    points.flatMap(({ setting, bitstream, reconstruction }) =>
      bitstream === undefined
        ? []
        : [
            html`<tr>
              <th scope="row">${label}</th>
              <td>${setting}</td>
              <td class="digest">${bitstream}</td>
              <td class="digest">${reconstruction ?? ''}</td>
            </tr>`,
          ],
    ),
  );
  if (rows.length === 0) return html``;
  return html`<details>
    <summary>Evidence: sha256 of each bitstream and reconstruction</summary>
    <div class="wide">
      <table>
        ${head(['curve', 'setting', 'bitstream', 'reconstruction'])}
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
  </details>`;
}

/** Names and values. */
export const pairsTable = (caption: string, pairs: readonly (readonly [string, string])[]): Html =>
  html`<div class="wide">
    <table class="pairs">
      <caption>
        ${caption}
      </caption>
      <tbody>
        ${pairs.map(
          ([name, value]) =>
            html`<tr>
              <th scope="row">${name}</th>
              <td>${value}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;

/** psnr_y and bytes of every frame, for those who cannot see the plot. */
export function framesTable(clip: ReportClip): Html {
  const longest = Math.max(0, ...clip.perFrame.map(({ frames }) => frames.length));
  const rows = Array.from({ length: longest }, (_, index) => {
    const cells = clip.perFrame.map(({ frames }) => {
      const frame = frames[index];
      return html`${number(frame?.psnr_y, 3, '∞')}${number(frame?.bytes, 0, '–')}`;
    });
    return html`<tr>
      <th scope="row">${index}</th>
      ${cells}
    </tr>`;
  });
  const columns = clip.perFrame.flatMap(({ label }) => [`${label} psnr_y`, `${label} bytes`]);
  return html`<details>
    <summary>Every frame as a table</summary>
    <div class="wide">
      <table>
        ${head(['frame', ...columns])}
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
  </details>`;
}
