/**
 * Low-delay codec: each picture is predicted from up to three before it, at quarter samples, by one or two hypotheses, in a
 * quadtree of blocks of 64 to 4 that full rate-distortion search chooses. The parts are codeckit's; this file says how they are
 * set, in which order pictures refer to which, and where the models start. Contexts learn from picture to picture.
 */
import { BlockCodec, lowDelayPlan, RangeDecoder, RangeEncoder, ReferenceStore, VIDEO_STATES } from 'codeckit';

const COLOR = 'i420';

/** What differs from CODEC_OPTIONS, which names all that can be set. */
const OPTIONS = { references: 3 };
/** Quantisers by which the pictures after an intra picture are coarser than the quality says, in turn. */
const ORDER = { cascade: [0, 0.6, 0.3, 0.6], intraOffset: -1.5 };

/** One side of a clip, from its first picture on. */
class LowDelay {
  constructor({ width, height }) {
    this.codec = new BlockCodec(width, height, OPTIONS);
    this.store = new ReferenceStore(OPTIONS.references);
    this.codec.start(VIDEO_STATES);
  }

  run(coder, time, quality) {
    const plan = lowDelayPlan(time, ORDER);
    const references = plan.intra ? [] : this.store.beforeOnly(time);
    this.store.add(this.codec.code(coder, quality, plan, references));
  }
}

let side = null;

/** The state of a clip begins with its first frame. */
function sideAt(frameIndex, config) {
  if (side === null || frameIndex === 0) side = new LowDelay(config);
  return side;
}

function compressVideoFrame(frame, frameIndex, config) {
  const coder = new RangeEncoder();
  const { codec } = sideAt(frameIndex, config);
  codec.load(frame.data);
  side.run(coder, frameIndex, config.quality);
  return coder.finish();
}

function decompressVideoFrame(data, frameIndex, config) {
  sideAt(frameIndex, config).run(new RangeDecoder(data), frameIndex, config.quality);
  return side.codec.bytes();
}
