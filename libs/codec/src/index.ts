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
export { RULE_CATALOGUE } from './rules/catalogue.ts';
export type { PythonWasm } from './rules/python/engine.ts';
export { renderRulesPage } from './rules/render-catalogue.ts';
export {
  authorLine,
  type Change,
  type Cleared,
  type LineSegment,
  type Rejected,
  type SanitizeOptions,
  type SanitizeResult,
  type Violation,
  type Warning,
} from './rules/report.ts';
export type { RuleDescription } from './rules/rule.ts';
export { createSanitizer, type Sanitizer } from './rules/sanitizer.ts';
export { drawTemplate, writeTemplate, type Template } from './template/draw-template.ts';
export { breedTemplate, genomeOf, type Bred, type BreedRequest } from './template/breed.ts';
export { type Genome } from './template/genome.ts';
export { drawGenes, type Genes } from './template/genes.ts';
