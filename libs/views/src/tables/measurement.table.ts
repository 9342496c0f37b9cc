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
  psnrY: number | null;
  psnrYuv611: number | null;
  ssimY: number;
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
    psnrY: { type: 'double precision', name: 'psnr_y', nullable: true },
    psnrYuv611: { type: 'double precision', name: 'psnr_yuv611', nullable: true },
    ssimY: { type: 'double precision', name: 'ssim_y' },
    lossless: { type: 'boolean' },
    encodeMs: { type: 'double precision', name: 'encode_ms' },
    decodeMs: { type: 'double precision', name: 'decode_ms' },
    position,
  },
});
