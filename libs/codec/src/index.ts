export {
  APIS,
  DEVICES,
  ENTRY_POINTS,
  FAMILIES,
  LANGUAGES,
  LIMITS,
  NEEDS,
  SOURCE_FILE,
  TRACKS,
  type Api,
  type Device,
  type EntryPair,
  type EntryPoint,
  type Family,
  type Language,
  type Need,
  type Track,
} from './contract/candidate.ts';
export { COLORS, DEFAULT_COLOR, frameGeometry, type Color, type FrameGeometry } from './contract/frame.ts';
export { buildConfig, checkQuality, type CodecConfig, type RunParameters } from './contract/config.ts';
export {
  bitstreamBytes,
  BitstreamError,
  packBitstream,
  unpackBitstream,
  type Bitstream,
} from './contract/bitstream.ts';
export { GALLERY, type GalleryCodec } from './gallery/gallery.ts';
export { JAVASCRIPT_HOST_GLOBALS, JAVASCRIPT_MODULES, STANDARD_LIBRARY, TRACK_MODULES } from './contract/imports.ts';
export { otherValues, tunablesOf, withTunable, type Tunable } from './contract/tunables.ts';
