export { BUILTIN_CLIPS, isBuiltinClip, makeBuiltinClip, type BuiltinClipName } from './clips/builtin-clips.ts';
export type { Assumption, ClipRecord, SourceMedia } from './clips/clip-record.ts';
export { colorOf, MATRICES, RANGES, type ColorSpec, type Matrix, type Range } from './commands/color.ts';
export { SWS_FLAGS } from './commands/convert.ts';
export { FRAME_FORMATS, frameBytes, type FrameFormat } from './commands/frame-format.ts';
export { CONTAINERS } from './commands/containers.ts';
export { BARE_FORMATS } from './commands/pixel-format.ts';
export type { RawVideo } from './commands/raw-video.ts';
export { ClipRefused } from './run/clip-refused.ts';
export { convertFrames, WrongFrameBytes, type ConvertFramesRequest } from './run/convert-frames.ts';
export { importClip, type ImportOptions, type RawLayout } from './run/import-clip.ts';
export { noIsolation } from './run/open-untrusted.ts';
export { DEFAULT_TOOLS, type MediaTools } from './run/media-tools.ts';
export {
  MediaOutputTooLarge,
  MediaToolError,
  MediaToolFailed,
  MediaToolMissing,
  MediaToolTimedOut,
} from './run/run-errors.ts';
export { ssim, type CompareRequest, type SsimResult } from './run/ssim.ts';
export {
  ffmpegCapabilities,
  type FfmpegCapabilities,
  type MediaEncoder,
  type MediaFilter,
} from './run/capabilities.ts';
export { furtherMetrics, type FurtherMetrics } from './run/further-metrics.ts';
export { toolVersions, vmafTool, type ToolVersions } from './run/vmaf-tool.ts';
export { measureFiles, type FilesMeasurement, type MeasureFilesOptions } from './run/measure-files.ts';
export {
  absentMetrics,
  frameMetrics,
  measurePlanes,
  measurePsnr,
  recordedMetrics,
  type FrameMetrics,
  type MeasurePlanesRequest,
  type PlanesMeasurement,
} from './run/measure-planes.ts';
export { packedPsnr, planeErrors } from './run/plane-errors.ts';
export { anchorPoints, VERDICT_ANCHORS, verdictAnchor, type AnchorCurve } from './commands/anchor-sets.ts';
export {
  ANCHOR_ENCODERS,
  encoderArguments,
  type AnchorEncoder,
  type AnchorPoint,
  type RateControl,
} from './commands/encode.ts';
export { FileAnchorCache, type AnchorCache } from './run/anchor-cache.ts';
export { encoderVersion } from './run/encoder-version.ts';
export { anchorKey, measureAnchor, type AnchorOptions, type AnchorRun } from './run/measure-anchor.ts';
export { deriveClip } from './clips/derive-clip.ts';
export { drawAlteration, type Alteration } from './clips/alteration.ts';
export { drawVariant, makeVariant } from './clips/make-variant.ts';
export { importVideo, type ImportVideoOptions } from './run/import-clip.ts';
export type { DecodedVideo } from './run/decode-video.ts';
export { isLossless, WRITTEN_ENDINGS, writtenEnding, type WrittenEnding } from './commands/write-video.ts';
export { playPlanes, sideBySide, writeVideo, type PlanesToWrite, type SideBySideResult } from './run/write-video.ts';
export {
  FILM_CREDIT,
  FILM_PACKAGE,
  FILM_SCENES,
  filmFile,
  importFilmScene,
  type FilmScene,
} from './clips/film-scenes.ts';
export { KNOWN_SEQUENCES, SEQUENCES_URL, type KnownSequence } from './clips/known-sequences.ts';
export { sourceCaution } from './clips/source-caution.ts';
