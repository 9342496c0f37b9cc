export { clearCodec, codecOf, CodecRefused, preloadOf, type Codec } from './codec.ts';
export { Coder, CodingFailed } from './coder.ts';
export { decodeToPlanes, decodeVideo, pictureOf, WrongCodec, type DecodeTask } from './decode-video.ts';
export { encodeVideo, type EncodedVideo, type EncodeProgress, type EncodeTask } from './encode-video.ts';
export { findQuality, type FoundQuality, type Target } from './find-quality.ts';
export { moduleOf, packageCodec, type PackageFiles, type PackageTexts } from './package-codec.ts';
export type { Picture } from './picture.ts';
export { headFor, segmentFramesFor, trialMsPerFrame } from './plan.ts';
export { Unfinished } from './unfinished.ts';
