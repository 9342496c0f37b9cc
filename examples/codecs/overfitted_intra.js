/**
 * Overfitted codec, each picture by itself, in the manner of COOL-CHIC: the encoder trains a pyramid of latents, a synthesis
 * network and an entropy model of 448 weights in all on the very picture that it codes, and sends latents and weights. Nothing
 * is learned before. The parts are codeckit's; this file says how long to train and where each picture starts from.
 */
import { OverfittedCodec, overfittedStep } from 'codeckit';

const COLOR = 'i420';

/** What differs from OVERFITTED_OPTIONS, the same on both sides. */
const OPTIONS = {};
/** Processor time for a clip, in seconds and in seconds a megapixel of all pictures: what the lab's default limit allows. */
const LIMIT = { base: 20, megapixel: 8 };
/** Share of the limit that training may need on a machine as fast as this many seconds an iteration and megapixel say. */
const SHARE = 0.65;
const ITERATION = 0.2;
/** No picture gains much from more. */
const MOST = 5000;
/** Small pictures need fewer: this many a sample. */
const MOST_PER_SAMPLE = 0.05;

/** Iterations of one picture: a fixed number, so that the same clip gives the same bytes on every machine. */
function iterationsOf({ width, height, frame_count }) {
  const megapixels = (width * height) / 1e6;
  const seconds = SHARE * (LIMIT.base / frame_count + LIMIT.megapixel * megapixels);
  return Math.floor(Math.min(MOST, MOST_PER_SAMPLE * width * height, seconds / (ITERATION * megapixels))) + 1;
}

let codec;

/** The networks of the picture before are where the encoder starts; the decoder needs none of them. */
function compressVideoFrame(frame, frameIndex, config) {
  codec ??= new OverfittedCodec(config.width, config.height, OPTIONS);
  const report = ({ step, loss, bpp, psnr }) =>
    console.log(`step ${step}, loss ${loss.toFixed(0)}, bpp ${bpp.toFixed(4)}, psnr ${psnr.toFixed(2)}`);
  const settings = { iterations: iterationsOf(config), seed: config.seed + frameIndex, report };
  return codec.encode([frame.data], { step: overfittedStep(config.quality), ...settings });
}

function decompressVideoFrame(data, frameIndex, config) {
  codec ??= new OverfittedCodec(config.width, config.height, OPTIONS);
  const [picture] = codec.decode(data, { step: overfittedStep(config.quality), count: 1 });
  return picture;
}
