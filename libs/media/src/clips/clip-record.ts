/** A clip by the sha256 of its decoded planes; every later fact about the source comes from this record. */
export interface ClipRecord {
  /** Also the digest of the artifact that holds the raw frames, one after the other. */
  readonly digest: string;
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly fps: { readonly num: number; readonly den: number };
  readonly frames: number;
  readonly pixelFormat: 'yuv420p' | 'yuv420p10le';
  /** The source's tag in the scale filter's words; null when it has none (see `colorOf`). */
  readonly matrix: string | null;
  readonly range: string | null;
  /** Size of the file that was imported. */
  readonly sourceBytes: number;
  readonly sourceCompressed: boolean;
  /** Digest of the clip that this one is a part or mirror image of. */
  readonly variantOf?: string | undefined;
}
