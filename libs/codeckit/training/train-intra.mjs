/**
 * Makes javascript/trained/intra-states.js: `node train-intra.mjs PICTURE.y4m ...` codes each picture (8-bit 4:2:0, its first
 * frame, all of one size) at several qualities with examples/codecs/quadtree_intra.js and keeps what the models have learnt in the end. The
 * pictures must be none that codecs are measured on. ../README.md says which were used. Format the result afterwards.
 */
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { MixedModels } from '../javascript/index.js';
import { readPictures, writeTexts } from './pictures.mjs';

const KIT = new URL('../javascript/index.js', import.meta.url).href;
const CODEC = new URL('../../../examples/codecs/quadtree_intra.js', import.meta.url);
const OUT = new URL('../javascript/trained/intra-states.js', import.meta.url);
const QUALITIES = [58, 28, 48, 18, 38, 53, 33, 23, 43];

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'codeckit' ? { url: KIT, shortCircuit: true } : next(specifier, context),
});

/** Lets the models learn on and on: only the first start counts, and it knows nothing. */
const start = MixedModels.prototype.start;
let models;
MixedModels.prototype.start = function () {
  if (models === undefined) start.call(this);
  models = this;
};

const source = `${readFileSync(CODEC, 'utf8')}\nexport { compressVideoFrame };`;
const { compressVideoFrame } = await import(`data:text/javascript,${encodeURIComponent(source)}`);
const pictures = readPictures(process.argv.slice(2));
for (const quality of QUALITIES) {
  for (const picture of pictures) compressVideoFrame(picture, 0, { ...picture, quality });
}
const text = models.save();
const about = 'Starting states of quadtree_intra, made by training/train-intra.mjs: data for MixedModels.start.';
writeTexts(OUT, 'INTRA_STATES', about, text);
console.log(`${pictures.length} pictures at ${QUALITIES.length} qualities: ${text.length} characters`);
