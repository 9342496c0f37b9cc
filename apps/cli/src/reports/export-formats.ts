import { pickMetrics, RECORDED_METRICS } from '@codecsmith/quality';
import { compressAiResult, pointsCsv, runsParquet, type ReportData, type RunRow } from '@codecsmith/report';
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
      return runsParquet(experiments.flatMap(rowsOf));
    case 'compressai':
      return jsonBytes(allPoints(experiments).flatMap(compressAiCurves));
  }
}

const jsonBytes = (value: unknown): Uint8Array => Buffer.from(`${JSON.stringify(value, null, 2)}\n`);

/** The document, and everything that is needed to compute its figures again from the bitstreams. */
function wholeExperiment({ document, requested, started, anchors, executed }: MeasuredExperiment): object {
  const { executor, environment } = started;
  const { deterministic } = executed;
  return { ...document, clips: requested.clips, anchors, deterministic, executor, environment };
}

const tableOf = (experiments: readonly MeasuredExperiment[]): ReportData => ({
  ...{ title: '', summary: '', identity: [], environment: [] },
  clips: allPoints(experiments),
});

const compressAiCurves = ({ name, about, curves }: ReportData['clips'][number]): object[] =>
  curves.map(({ label, points }) => compressAiResult(`${label} on ${name}`, about, points));

function rowsOf({ id, requested, executed, measured }: MeasuredExperiment): RunRow[] {
  const names = new Map(requested.clips.map((clip) => [clip.digest, clip.name]));
  return measured.measurements.flatMap((run): RunRow[] => {
    const { bytes, kbps, bpp, metrics } = run;
    const of = executed.runs.find((each) => each.clip === run.clip && each.quality === run.quality);
    if (of === undefined) return [];
    return [
      {
        ...{ experiment: id, candidate: executed.code, clip: names.get(run.clip) ?? run.clip, clip_digest: run.clip },
        ...{ quality: run.quality, bytes, kbps, bpp, ratio_raw: run.ratioRaw, lossless: run.lossless },
        ...pickMetrics(metrics, RECORDED_METRICS),
        ...{ encode_cpu_ms: of.encode.cpuMs, decode_cpu_ms: of.decode.cpuMs },
        ...{ bitstream: of.bitstream.digest, reconstruction: of.reconstruction.digest },
      },
    ];
  });
}
