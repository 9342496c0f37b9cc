import type { Alteration } from './alteration.ts';

/** Something that was assumed about a source, or changed on its way into the lab. */
export interface Assumption {
  /** Stable, for programs. */
  readonly code: string;
  /** One sentence for people. */
  readonly message: string;
}

/** What was imported, before it became planes. */
export interface SourceMedia {
  /** ffmpeg's name of the demuxer; `rawvideo` for bare planes. */
  readonly container: string;
  /** ffmpeg's name of the codec. */
  readonly codec: string;
  readonly pixelFormat: string;
  /** Of the picture where the container says it, else of the whole file; null where neither is known. */
  readonly bitrateKbps: number | null;
  /** Whether the codec throws information away; a lossless mode of such a codec counts as lossy. */
  readonly lossy: boolean;
}

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
  /** How its samples differ from that clip's. */
  readonly alteration?: Alteration | undefined;
  /** Of clips that came from a file. */
  readonly source?: SourceMedia | undefined;
  readonly assumptions?: readonly Assumption[] | undefined;
}
