import { compressAiResult, pointsCsv, type ReportData } from '@codecsmith/quality';
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
  const { deterministic, looksBack = null } = executed;
  return { ...document, clips: requested.clips, anchors, deterministic, looksBack, executor, environment };
}

const tableOf = (experiments: readonly MeasuredExperiment[]): ReportData => ({
  ...{ title: '', summary: '', identity: [], environment: [] },
  clips: allPoints(experiments),
});

const compressAiCurves = ({ name, about, curves }: ReportData['clips'][number]): object[] =>
  curves.map(({ label, points }) => compressAiResult(`${label} on ${name}`, about, points));

/** One row a run: the name of every column is the name of the measure. */
function parquet(experiments: readonly MeasuredExperiment[]): Uint8Array {
  const rows = experiments.flatMap(rowsOf);
  const column = (name: keyof Row, type: 'STRING' | 'INT32' | 'INT64' | 'DOUBLE' | 'BOOLEAN', nullable = false) => {
    const values = rows.map((row) => row[name]);
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
        ...(['kbps', 'bpp', 'ratio_raw', 'ssim_y_ffmpeg', 'encode_cpu_ms', 'decode_cpu_ms'] as const).map((name) =>
          column(name, 'DOUBLE'),
        ),
        ...(['psnr_y', 'psnr_u', 'psnr_v', 'psnr_yuv611', 'psnr_y_framemean'] as const).map((name) =>
          column(name, 'DOUBLE', true),
        ),
        column('lossless', 'BOOLEAN'),
      ],
    }),
  );
}

type Row = ReturnType<typeof rowsOf>[number];

function rowsOf({ id, requested, executed, measured }: MeasuredExperiment) {
  const names = new Map(requested.clips.map((clip) => [clip.digest, clip.name]));
  return measured.measurements.flatMap((run) => {
    const { bytes, kbps, bpp, psnr_y, psnr_u, psnr_v, psnr_yuv611, psnr_y_framemean, ssim_y_ffmpeg } = run;
    const of = executed.runs.find((each) => each.clip === run.clip && each.quality === run.quality);
    if (of === undefined) return [];
    return {
      ...{ experiment: id, candidate: executed.code, clip: names.get(run.clip) ?? run.clip, clip_digest: run.clip },
      ...{ quality: run.quality, bytes, kbps, bpp, ratio_raw: run.ratioRaw, lossless: run.lossless },
      ...{ psnr_y, psnr_u, psnr_v, psnr_yuv611, psnr_y_framemean, ssim_y_ffmpeg },
      ...{ encode_cpu_ms: of.encode.cpuMs, decode_cpu_ms: of.decode.cpuMs },
      ...{ bitstream: of.bitstream.digest, reconstruction: of.reconstruction.digest },
    };
  });
}
