#!/usr/bin/env node
/** Codes and decodes whole videos with the codec in source/; needs Node 20 or newer and nothing else. README.md has examples. */
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { framesOfSegment, packBitstream, readStream, unpackBitstream, writeStream } from './lib/stream.mjs';
import { convert, readVideo, writeVideo } from './lib/video.mjs';

const about = JSON.parse(readFileSync(new URL('./codec.json', import.meta.url), 'utf8'));
const USAGE = `usage: node codec.mjs encode IN OUT.cs [--quality 1..100] [--segment FRAMES]
       node codec.mjs decode IN.cs OUT
IN and OUT: .y4m of 8-bit 4:2:0; with ffmpeg on this machine any video`;

const configOf = ({ width, height, num, den, seed }, frameCount, quality) =>
  Object.freeze({
    width: about.color === 'i420' ? width + (width % 2) : width,
    height: about.color === 'i420' ? height + (height % 2) : height,
    ...{ fps: num / den, frame_count: frameCount, color: about.color, quality, seed, device: 'cpu' },
  });

/** Runs one side of one segment. */
function run(side, config, input) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./lib/worker.mjs', import.meta.url), {
      workerData: { side, api: about.api, config: { ...config }, input: input.map((bytes) => new Uint8Array(bytes)) },
    });
    worker.once('message', resolve).once('error', reject);
  });
}

/** Does the work of all segments, some at a time, and says how far it is. */
async function eachSegment(head, verb, work) {
  const results = [];
  const queue = Array.from({ length: Math.ceil(head.frames / head.segmentFrames) }, (_, index) => index);
  let done = 0;
  const take = async () => {
    for (let index = queue.shift(); index !== undefined; index = queue.shift()) {
      results[index] = await work(index);
      done += framesOfSegment(head, index);
      console.error(`${verb}: ${done} of ${head.frames} frames`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, take));
  return results;
}

function segmentFramesFor(frames, { width, height }) {
  const most = Math.max(1, Math.floor(96e6 / (width * height)));
  return Math.min(frames <= 64 ? frames : 48, most);
}

function whole(text, least, most, name) {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`--${name} ${text}: whole numbers from ${least} to ${most} are allowed`);
}

async function encode(input, output, { quality: qualityText = '50', segment }) {
  const quality = whole(qualityText, 1, 100, 'quality');
  const { frames, ...picture } = readVideo(input);
  const segmentFrames =
    segment === undefined ? segmentFramesFor(frames.length, picture) : whole(segment, 1, 2 ** 32 - 1, 'segment');
  const { language, api, color, seed, digest, kit } = about;
  const head = { language, api, color, seed, codec: digest, kit, ...picture, frames: frames.length, segmentFrames };
  const bitstreams = await eachSegment(head, 'encoded', async (index) => {
    const count = framesOfSegment(head, index);
    const source = frames.slice(index * segmentFrames, index * segmentFrames + count);
    const given = convert(source, picture, color, 'to codec');
    return packBitstream(quality, await run('encode', configOf(head, count, quality), given));
  });
  const bytes = writeStream(head, bitstreams);
  writeFileSync(output, bytes);
  const kbps = (bytes.length * 8 * picture.num) / (frames.length * picture.den * 1000);
  console.error(`${output}: ${bytes.length} bytes, ${kbps.toFixed(1)} kbps`);
}

async function decode(input, output) {
  const { head, bitstreams } = readStream(readFileSync(input));
  if (head.codec !== about.digest)
    throw new Error(`the stream was written by the codec ${head.codec}, this is ${about.digest}`);
  if (head.kit !== about.kit) throw new Error('the stream was written with other parts of codeckit');
  const segments = await eachSegment(head, 'decoded', async (index) => {
    const { quality, packets } = unpackBitstream(bitstreams[index]);
    const frames = await run('decode', configOf(head, framesOfSegment(head, index), quality), packets);
    return convert(
      frames.map((frame) => Buffer.from(frame)),
      head,
      about.color,
      'from codec',
    );
  });
  writeVideo(output, head, segments.flat());
}

try {
  const options = { quality: { type: 'string' }, segment: { type: 'string' }, help: { type: 'boolean', short: 'h' } };
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [verb, input, output] = positionals;
  if (values.help) console.log(USAGE);
  else if (!['encode', 'decode'].includes(verb) || positionals.length !== 3) throw new Error(USAGE);
  else await (verb === 'encode' ? encode(input, output, values) : decode(input, output));
} catch (error) {
  console.error(error.message.startsWith('usage') ? error.message : `codec: ${error.message}`);
  process.exitCode = 1;
}
