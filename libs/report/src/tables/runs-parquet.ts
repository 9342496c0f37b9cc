import { METRICS, RECORDED_METRICS, type MetricValues, type RecordedMetric } from '@codecsmith/quality';
import { parquetWriteBuffer } from 'hyparquet-writer';

/** A measured run with what it came from; every name is the name of its column. */
export interface RunRow extends Pick<MetricValues, RecordedMetric> {
  readonly experiment: string;
  /** Digest of the code that ran. */
  readonly candidate: string;
  readonly clip: string;
  readonly clip_digest: string;
  readonly bitstream: string;
  readonly reconstruction: string;
  readonly quality: number;
  readonly bytes: number;
  readonly kbps: number;
  readonly bpp: number;
  readonly ratio_raw: number;
  readonly encode_cpu_ms: number;
  readonly decode_cpu_ms: number;
  readonly lossless: boolean;
}

const TEXTS = ['experiment', 'candidate', 'clip', 'clip_digest', 'bitstream', 'reconstruction'] as const;
const NUMBERS = ['kbps', 'bpp', 'ratio_raw', 'encode_cpu_ms', 'decode_cpu_ms'] as const;

/**
 * One row a run as Parquet. Every metric of the table has its column, so that files of different labs fit together: null
 * where the metric was not measured, or where equal planes leave it without a finite value (`lossless` says which).
 */
export function runsParquet(rows: readonly RunRow[]): Uint8Array {
  const column = (name: keyof RunRow, type: 'STRING' | 'INT32' | 'DOUBLE' | 'BOOLEAN', nullable = false) => ({
    ...{ name, type, nullable },
    data: rows.map((row) => row[name] ?? null),
  });
  const columnData = [
    ...TEXTS.map((name) => column(name, 'STRING')),
    column('quality', 'INT32'),
    { name: 'bytes', type: 'INT64' as const, nullable: false, data: rows.map(({ bytes }) => BigInt(bytes)) },
    ...NUMBERS.map((name) => column(name, 'DOUBLE')),
    ...RECORDED_METRICS.map((name) => column(name, 'DOUBLE', METRICS[name].unbounded || !METRICS[name].core)),
    column('lossless', 'BOOLEAN'),
  ];
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}
