/**
 * Makes javascript/trained/video-states.js: `node train-video.mjs PICTURE.y4m ...` makes a scene with motion of each picture and
 * the next (see scenes.mjs; 8-bit 4:2:0, first frames, all of one size), codes the scenes at several qualities with BlockCodec,
 * in the order of display and in pyramids, and keeps what the models have learnt in the end. The pictures must be none that
 * codecs are measured on. ../README.md says which were used. Format the result afterwards.
 */
import { BlockCodec, lowDelayPlan, pyramidPlans, RangeEncoder, ReferenceStore } from '../javascript/index.js';
import { readPictures, writeTexts } from './pictures.mjs';
import { makeScene } from './scenes.mjs';

const OUT = new URL('../javascript/trained/video-states.js', import.meta.url);
/** High and low in turn; the middle last, since the latest counts most. */
const QUALITIES = [22, 56, 30, 48, 39];
const FRAMES = { lowDelay: 5, pyramid: 9 };

const pictures = readPictures(process.argv.slice(2));
const { width, height } = pictures[0];
const scenes = pictures.map((back, k) => makeScene(back, pictures[(k + 1) % pictures.length], FRAMES.pyramid, k + 1));
const codec = new BlockCodec(width, height);

function learn(frames, quality, plans, referencesOf) {
  const store = new ReferenceStore(3);
  let bytes = 0;
  for (const plan of plans) {
    const coder = new RangeEncoder();
    codec.load(frames[plan.time]);
    store.add(codec.code(coder, quality, plan, plan.intra ? [] : referencesOf(store, plan)));
    bytes += coder.finish().length;
  }
  return bytes;
}

codec.start();
QUALITIES.forEach((quality, round) => {
  scenes.forEach((frames, k) => {
    const isPyramid = (round + k) % 2 === 0;
    const bytes = isPyramid
      ? learn(frames, quality, pyramidPlans(FRAMES.pyramid), (store, { time, layer }) => store.aroundOf(time, layer))
      : learn(
          frames,
          quality,
          Array.from({ length: FRAMES.lowDelay }, (_, time) => lowDelayPlan(time)),
          (store, { time }) => store.beforeOnly(time),
        );
    console.log(`quality ${quality}, scene ${k + 1}, ${isPyramid ? 'pyramid' : 'low delay'}: ${bytes} bytes`);
  });
});
const text = codec.states();
const about = 'Starting states of BlockCodec, made by training/train-video.mjs: data for BlockCodec.start.';
writeTexts(OUT, 'VIDEO_STATES', about, text);
console.log(`${pictures.length} scenes at ${QUALITIES.length} qualities: ${text.length} characters`);
