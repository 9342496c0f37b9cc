import { CURVE_METRICS, measuredBy, metricTitle } from '@codecsmith/quality';
import type { ReportClip, ReportData } from '../data/report-data.ts';
import { pointsCsv } from '../tables/points-csv.ts';
import { Html, html } from './html.ts';
import { framePlot, rdPlot } from './plots.ts';
import { STYLE } from './style.ts';
import { evidenceTable, figuresTable, framesTable, pairsTable, pointsTable } from './tables.ts';

/**
 * A report as one HTML file: no script, no network, nothing beside it. Its data go with it, as links to CSV and JSON
 * that the browser saves from the page itself.
 */
export function reportPage(data: ReportData): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"
        />
        <title>${data.title}</title>
        <style>
          ${new Html(STYLE)}
        </style>
      </head>
      <body>
        <header>
          <h1>${data.title}</h1>
          <p class="soft">${data.summary}</p>
        </header>
        <main>
          ${pairsTable('What was measured', data.identity)} ${data.clips.map(clipSection)}
          <section>
            <h2>Environment</h2>
            ${pairsTable('Where the numbers were made', data.environment)}
          </section>
          <section>
            <h2>Data</h2>
            <p>
              ${download('points.csv', 'text/csv', pointsCsv(data))} ·
              ${download('report.json', 'application/json', JSON.stringify(data))}
            </p>
          </section>
        </main>
      </body>
    </html> `;
  return page.text;
}

const clipNotes = ({ notes = [] }: ReportClip): Html =>
  notes.length === 0
    ? html``
    : html`<ul class="soft">
        ${notes.map((note) => html`<li>${note}</li>`)}
      </ul>`;

const clipSection = (clip: ReportClip): Html =>
  html`<section>
    <h2>${clip.name}</h2>
    <p class="soft">${clip.about} · sha256 <span class="digest">${clip.digest}</span></p>
    ${clipNotes(clip)} ${rdPlots(clip)} ${pointsTable(clip)} ${figuresTable(clip)}
    ${
      clip.perFrame.length === 0
        ? html``
        : html`<h3>Every frame</h3>
            ${framePlot(clip)}${framesTable(clip)}`
    }
    ${evidenceTable(clip)}
  </section>`;

/** A plot by PSNR-Y, and the other metrics' plots to open. */
function rdPlots(clip: ReportClip): Html {
  const points = clip.curves.flatMap((curve) => curve.points);
  const others = measuredBy(points, CURVE_METRICS).filter((name) => name !== 'psnr_y');
  const more = others.map(
    (name) =>
      html`<details>
        <summary>Rate and ${metricTitle(name)}</summary>
        ${rdPlot(clip, name)}
      </details>`,
  );
  return html`${rdPlot(clip, 'psnr_y')}${more}`;
}

const download = (name: string, type: string, text: string): Html =>
  html`<a download="${name}" href="data:${type};charset=utf-8,${encodeURIComponent(text)}">${name}</a>`;
