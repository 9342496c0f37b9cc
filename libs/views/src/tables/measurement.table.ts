import type { MetricName, MetricValues } from '@codecsmith/quality';
import { EntitySchema } from 'typeorm';
import { position } from './columns.ts';

/** The numbers of one run, for queries over many experiments. Written behind the log by the projector. */
export interface MeasurementRow {
  experimentId: string;
  clip: string;
  quality: number;
  bytes: number;
  kbps: number;
  bpp: number;
  /** By exact name, as the fact has them. */
  metrics: MetricValues;
  lossless: boolean;
  encodeMs: number;
  decodeMs: number;
  position: number;
}

export const measurementTable = new EntitySchema<MeasurementRow>({
  name: 'Measurement',
  tableName: 'measurements',
  columns: {
    experimentId: { type: 'text', name: 'experiment_id', primary: true },
    clip: { type: 'text', primary: true },
    quality: { type: 'integer', primary: true },
    bytes: position,
    kbps: { type: 'double precision' },
    bpp: { type: 'double precision' },
    metrics: { type: 'jsonb' },
    lossless: { type: 'boolean' },
    encodeMs: { type: 'double precision', name: 'encode_ms' },
    decodeMs: { type: 'double precision', name: 'decode_ms' },
    position,
  },
});

/** SQL of one metric of a row, as the indexes of the lists have it. */
export const metricColumn = (name: MetricName, alias = ''): string =>
  `((${alias === '' ? '' : `${alias}.`}metrics->>'${name}')::double precision)`;
