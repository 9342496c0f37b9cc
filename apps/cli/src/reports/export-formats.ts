import { compressAiResult, pickMetrics, pointsCsv, RECORDED_METRICS, type ReportData } from '@codecsmith/quality';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { MeasuredExperiment } from './load-measured.ts';
import { allPoints } from './report-of.ts';

export const EXPORT_FORMATS = ['json', 'csv', 'parquet', 'compressai'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Experiments as one file of the given format. */
export function exported(format: ExportFormat, experiments: readonly MeasuredExperiment[]): Uint8Array {
  switch (format) {
    case 'json':
      return jsonBytes({ experiments: experiments.map(wholeExperiment) });
    case 'csv':
      return Buffer.from(pointsCsv(tableOf(experiments)));
    case 'parquet':
      return parquet(experiments);
    case 'compressai':
      return jsonBytes(allPoints(experiments).flatMap(compressAiCurves));
  }
}

const jsonBytes = (value: unknown): Uint8Array => Buffer.from(`${JSON.stringify(value, null, 2)}\n`);

/** The document, and everything that is needed to compute its figures again from the bitstreams. */
function wholeExperiment({ document, requested, started, anchors, executed }: MeasuredExperiment): object {
  const { executor, environment } = started;
  const { deterministic, usesInterPrediction } = executed;
  return { ...document, clips: requested.clips, anchors, deterministic, usesInterPrediction, executor, environment };
}

const tableOf = (experiments: readonly MeasuredExperiment[]): ReportData => ({
  ...{ title: '', summary: '', identity: [], environment: [] },
  clips: allPoints(experiments),
});

const compressAiCurves = ({ name, about, curves }: ReportData['clips'][number]): object[] =>
  curves.map(({ label, points }) => compressAiResult(`${label} on ${name}`, about, points));

/** One row a run: the name of every column is the name of the measure. Every metric of the table has its column. */
function parquet(experiments: readonly MeasuredExperiment[]): Uint8Array {
  const rows = experiments.flatMap(rowsOf);
  const column = (name: keyof Row, type: 'STRING' | 'INT32' | 'INT64' | 'DOUBLE' | 'BOOLEAN', nullable = false) => {
    const values = rows.map((row) => row[name] ?? null);
    const data = type === 'INT64' ? values.map((value) => (value === null ? null : BigInt(value as number))) : values;
    return { name, data, type, nullable };
  };
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        ...(['experiment', 'candidate', 'clip', 'clip_digest', 'bitstream', 'reconstruction'] as const).map((name) =>
          column(name, 'STRING'),
        ),
        column('quality', 'INT32'),
        column('bytes', 'INT64'),
        ...(['kbps', 'bpp', 'ratio_raw', 'encode_cpu_ms', 'decode_cpu_ms'] as const).map((name) =>
          column(name, 'DOUBLE'),
        ),
        ...RECORDED_METRICS.map((name) => column(name, 'DOUBLE', true)),
        column('lossless', 'BOOLEAN'),
      ],
    }),
  );
}

type Row = ReturnType<typeof rowsOf>[number];

function rowsOf({ id, requested, executed, measured }: MeasuredExperiment) {
  const names = new Map(requested.clips.map((clip) => [clip.digest, clip.name]));
  return measured.measurements.flatMap((run) => {
    const { bytes, kbps, bpp, metrics } = run;
    const of = executed.runs.find((each) => each.clip === run.clip && each.quality === run.quality);
    if (of === undefined) return [];
    return {
      ...{ experiment: id, candidate: executed.code, clip: names.get(run.clip) ?? run.clip, clip_digest: run.clip },
      ...{ quality: run.quality, bytes, kbps, bpp, ratio_raw: run.ratioRaw, lossless: run.lossless },
      ...pickMetrics(metrics, RECORDED_METRICS),
      ...{ encode_cpu_ms: of.encode.cpuMs, decode_cpu_ms: of.decode.cpuMs },
      ...{ bitstream: of.bitstream.digest, reconstruction: of.reconstruction.digest },
    };
  });
}
