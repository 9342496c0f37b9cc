import { EXPORT_COLUMNS, EXPORT_NAMES, type ExportRow } from '@codecsmith/client';
import { compressAiResult, tableCsv, tableParquet, type ReportData, type TableColumn } from '@codecsmith/report';
import type { Exported } from './load-exported.ts';
import { rowsOf } from './export-rows.ts';
import type { MeasuredExperiment } from './load-measured.ts';
import { allPoints } from './report-of.ts';

export const EXPORT_FORMATS = ['json', 'csv', 'parquet', 'compressai'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const COLUMNS = EXPORT_NAMES.map((name): TableColumn => ({ name, type: EXPORT_COLUMNS[name].type }));

/** Experiments as one file of the given format. */
export function exported(format: ExportFormat, experiments: readonly Exported[]): Uint8Array {
  const table = (): { columns: readonly TableColumn[]; rows: readonly ExportRow[] } => {
    return { columns: COLUMNS, rows: rowsOf(experiments) };
  };
  switch (format) {
    case 'json':
      return jsonBytes({ rows: rowsOf(experiments), experiments: experiments.map(wholeExperiment) });
    case 'csv':
      return Buffer.from(tableCsv(table()));
    case 'parquet':
      return tableParquet(table());
    case 'compressai':
      return jsonBytes(allPoints(measuredOf(experiments)).flatMap(compressAiCurves));
  }
}

/** Those that have numbers. */
export const measuredOf = (experiments: readonly Exported[]): MeasuredExperiment[] =>
  experiments.flatMap(({ measured }) => measured ?? []);

const jsonBytes = (value: unknown): Uint8Array => Buffer.from(`${JSON.stringify(value, null, 2)}\n`);

/** The document, and everything that is needed to compute its figures again from the bitstreams. */
function wholeExperiment({ document, measured }: Exported): object {
  if (measured === undefined) return document;
  const { requested, started, anchors, executed } = measured;
  const { executor, environment } = started;
  const { deterministic } = executed;
  return { ...document, clips: requested.clips, anchors, deterministic, executor, environment };
}

const compressAiCurves = ({ name, about, curves }: ReportData['clips'][number]): object[] =>
  curves.map(({ label, points }) => compressAiResult(`${label} on ${name}`, about, points));
