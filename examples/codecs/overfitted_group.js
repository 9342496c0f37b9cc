/**
 * Overfitted codec, pictures in groups, in the manner of COOL-CHIC: the pictures of a group share the networks, whose weights
 * are sent once; latents are each picture's own. See overfitted_intra.js for pictures by themselves. There is no motion between
 * pictures: against codecs that have it, this one loses where little changes.
 */
import { OverfittedCodec, overfittedIterations, overfittedStep } from 'codeckit';

const COLOR = 'i420';

/** What differs from OVERFITTED_OPTIONS, the same on both sides. */
const OPTIONS = {};
/** Pictures that share networks. */
const GROUP = 16;
/** Bytes of a group's length in the stream. */
const LENGTH = 4;
/** Processor time of the encoder that the lab's default limits give a clip. */
const LIMIT = { seconds: 20, perMegapixel: 8 };

const report = ({ step, loss, bpp, psnr }) =>
  console.log(`step ${step}, loss ${loss.toFixed(0)}, bpp ${bpp.toFixed(4)}, psnr ${psnr.toFixed(2)}`);

function encodeVideo(frames, config) {
  const codec = new OverfittedCodec(config.width, config.height, OPTIONS);
  const step = overfittedStep(config.quality);
  const parts = [];
  for (let first = 0; first < frames.length; first += GROUP) {
    const pictures = frames.slice(first, first + GROUP).map(({ data }) => data);
    const iterations = overfittedIterations(config, pictures.length, LIMIT);
    const bytes = codec.encode(pictures, { step, iterations, seed: config.seed + first, report });
    const length = new Uint8Array(LENGTH);
    new DataView(length.buffer).setUint32(0, bytes.length);
    parts.push(length, bytes);
  }
  const stream = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  parts.reduce((at, part) => (stream.set(part, at), at + part.length), 0);
  return stream;
}

function decodeVideo(data, config) {
  const codec = new OverfittedCodec(config.width, config.height, OPTIONS);
  const step = overfittedStep(config.quality);
  const pictures = [];
  for (let at = 0; pictures.length < config.frame_count;) {
    const length = new DataView(data.buffer, data.byteOffset + at).getUint32(0);
    const count = Math.min(GROUP, config.frame_count - pictures.length);
    pictures.push(...codec.decode(data.subarray(at + LENGTH, at + LENGTH + length), { step, count }));
    at += LENGTH + length;
  }
  return pictures;
}
