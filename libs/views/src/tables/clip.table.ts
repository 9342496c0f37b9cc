import type { Clip } from '@codecsmith/experiment';
import { EntitySchema } from 'typeorm';
import { position } from './columns.ts';

/** A clip that experiments may name. */
export interface ClipRow {
  /** sha256 of the decoded frames. */
  digest: string;
  name: string;
  width: number;
  height: number;
  fpsNum: number;
  fpsDen: number;
  frames: number;
  pixelFormat: string;
  matrix: string | null;
  range: string | null;
  sourceBytes: number;
  sourceCompressed: boolean;
  variantOf: string | null;
  source: Clip['source'] | null;
  assumptions: Clip['assumptions'] | null;
  addedAt: Date;
  position: number;
}

export const clipTable = new EntitySchema<ClipRow>({
  name: 'Clip',
  tableName: 'clips',
  columns: {
    digest: { type: 'text', primary: true },
    name: { type: 'text' },
    width: { type: 'integer' },
    height: { type: 'integer' },
    fpsNum: { type: 'integer', name: 'fps_num' },
    fpsDen: { type: 'integer', name: 'fps_den' },
    frames: { type: 'integer' },
    pixelFormat: { type: 'text', name: 'pixel_format' },
    matrix: { type: 'text', nullable: true },
    range: { type: 'text', nullable: true },
    sourceBytes: { ...position, name: 'source_bytes' },
    sourceCompressed: { type: 'boolean', name: 'source_compressed' },
    variantOf: { type: 'text', name: 'variant_of', nullable: true },
    source: { type: 'jsonb', nullable: true },
    assumptions: { type: 'jsonb', nullable: true },
    addedAt: { type: 'timestamptz', name: 'added_at' },
    position,
  },
});
