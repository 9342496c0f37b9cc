/**
 * Overfitted codec, each picture by itself, in the manner of COOL-CHIC: the encoder trains a pyramid of latents, a synthesis
 * network and an entropy model, 448 weights in all, on the very picture that it codes, and sends latents and weights. Nothing
 * is learned before. The parts are codeckit's; this file says how long to train and where each picture starts from.
 */
import { OverfittedCodec, overfittedIterations, overfittedStep } from 'codeckit';

const COLOR = 'i420';

/** What differs from OVERFITTED_OPTIONS, the same on both sides. */
const OPTIONS = {};
/** Processor time of the encoder that the lab's default limits give a clip. More, and a campaign's --limit, code in fewer bits. */
const LIMIT = { seconds: 20, perMegapixel: 8 };

let codec;

const report = ({ step, loss, bpp, psnr }) =>
  console.log(`step ${step}, loss ${loss.toFixed(0)}, bpp ${bpp.toFixed(4)}, psnr ${psnr.toFixed(2)}`);

/** The encoder starts from the networks of the picture before; the decoder needs none of them. */
function compressVideoFrame(frame, frameIndex, config) {
  codec ??= new OverfittedCodec(config.width, config.height, OPTIONS);
  const iterations = overfittedIterations(config, 1, LIMIT);
  const step = overfittedStep(config.quality);
  return codec.encode([frame.data], { step, iterations, seed: config.seed + frameIndex, report });
}

function decompressVideoFrame(data, frameIndex, config) {
  codec ??= new OverfittedCodec(config.width, config.height, OPTIONS);
  const [picture] = codec.decode(data, { step: overfittedStep(config.quality), count: 1 });
  return picture;
}
