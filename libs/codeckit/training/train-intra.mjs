/**
 * Makes javascript/trained/intra-states.js: `node train-intra.mjs PICTURE.y4m ...` codes each picture (8-bit 4:2:0, its first
 * frame, all of one size) at several qualities with examples/codecs/quadtree_intra.js and keeps what the models have learnt in the end. The
 * pictures must be none that codecs are measured on. ../README.md says which were used. Format the result afterwards.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { MixedModels } from '../javascript/index.js';

const KIT = new URL('../javascript/index.js', import.meta.url).href;
const CODEC = new URL('../../../examples/codecs/quadtree_intra.js', import.meta.url);
const OUT = new URL('../javascript/trained/intra-states.js', import.meta.url);
const QUALITIES = [58, 28, 48, 18, 38, 53, 33, 23, 43];
const LINE_LENGTH = 110;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'codeckit' ? { url: KIT, shortCircuit: true } : next(specifier, context),
});

/** Width, height and the i420 bytes of the first frame. */
function readPicture(path) {
  const bytes = readFileSync(path);
  const headEnd = bytes.indexOf('\n');
  const head = bytes.toString('latin1', 0, headEnd);
  const [width, height] = [/ W(\d+)/, / H(\d+)/].map((pattern) => Number(pattern.exec(head)?.[1]));
  if (!head.startsWith('YUV4MPEG2') || !/ C420(jpeg|mpeg2|paldv)?( |$)/.test(head) || width % 2 || height % 2) {
    throw new Error(`${path}: expected YUV4MPEG2 of 8 bits, 4:2:0 and even sides, got ${head}`);
  }
  const start = bytes.indexOf('\n', headEnd + 1) + 1;
  return {
    width,
    height,
    color: 'i420',
    data: new Uint8Array(bytes.subarray(start, start + (width * height * 3) / 2)),
  };
}

/** Lets the models learn on and on: only the first start counts, and it knows nothing. */
const start = MixedModels.prototype.start;
let models;
MixedModels.prototype.start = function () {
  if (models === undefined) start.call(this);
  models = this;
};

const source = `${readFileSync(CODEC, 'utf8')}\nexport { compressVideoFrame };`;
const { compressVideoFrame } = await import(`data:text/javascript,${encodeURIComponent(source)}`);
const pictures = process.argv.slice(2).map(readPicture);
const [first] = pictures;
if (pictures.some(({ width, height }) => width !== first.width || height !== first.height)) {
  throw new Error('expected pictures of one size, since a codec keeps its models by size');
}
for (const quality of QUALITIES) {
  for (const picture of pictures) compressVideoFrame(picture, 0, { ...picture, quality });
}
const text = models.save();
const lines = text.match(new RegExp(`.{1,${LINE_LENGTH}}`, 'gu')).map((line) => `  '${line.replaceAll("'", "\\'")}',`);
writeFileSync(
  OUT,
  `/** Starting states of quadtree_intra, made by training/train-intra.mjs: data for MixedModels.start. */
export const INTRA_STATES = [
${lines.join('\n')}
].join('');
`,
);
console.log(`${pictures.length} pictures at ${QUALITIES.length} qualities: ${text.length} characters`);
