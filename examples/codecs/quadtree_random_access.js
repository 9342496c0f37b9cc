/**
 * Random-access codec: groups of eight pictures, the last of a group first and then always the middle of what is left, so that
 * most pictures are predicted from others before and after them, and the deeper ones are coarser. The parts are codeckit's;
 * this file says how they are set, in which order pictures refer to which, and where the models start.
 */
import { BlockCodec, pyramidPlans, RangeDecoder, RangeEncoder, ReferenceStore, VIDEO_STATES } from 'codeckit';

const COLOR = 'i420';

/** What differs from CODEC_OPTIONS, which names all that can be set. */
const OPTIONS = { references: 3 };
/** Pictures of a group, and quantisers by which pictures are coarser than the quality says, by their depth in it. */
const ORDER = { group: 8, pyramid: [0, 1.5, 2.5, 3.5, 4], intraOffset: -1.5 };

/** Calls back for each picture in the order of coding: visit(plan, references) returns a ReferencePicture. */
function forEachPicture(count, visit) {
  const store = new ReferenceStore(OPTIONS.references);
  for (const plan of pyramidPlans(count, ORDER)) {
    store.add(visit(plan, plan.intra ? [] : store.aroundOf(plan.time, plan.layer)));
  }
}

function encodeVideo(frames, config) {
  const codec = new BlockCodec(config.width, config.height, OPTIONS);
  const coder = new RangeEncoder();
  codec.start(VIDEO_STATES);
  forEachPicture(config.frame_count, (plan, references) => {
    codec.load(frames[plan.time].data);
    return codec.code(coder, config.quality, plan, references);
  });
  return coder.finish();
}

function decodeVideo(data, config) {
  const codec = new BlockCodec(config.width, config.height, OPTIONS);
  const coder = new RangeDecoder(data);
  const pictures = [];
  codec.start(VIDEO_STATES);
  forEachPicture(config.frame_count, (plan, references) => {
    const reference = codec.code(coder, config.quality, plan, references);
    pictures[plan.time] = codec.bytes();
    return reference;
  });
  return pictures;
}
