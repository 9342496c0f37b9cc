/** One side of one segment, in a thread of its own: a codec begins every segment without a past. */
import { parentPort, workerData } from 'node:worker_threads';
import * as codec from '../source/module.mjs';

const { side, api, config, input } = workerData;
const { width, height, color } = config;
const frameOf = (data) => ({ width, height, color, data });
const bytesOf = (value) => (value instanceof Uint8Array ? value : value.data);

function split(frames) {
  if (Array.isArray(frames)) return frames.map(bytesOf);
  const size = frames.length / config.frame_count;
  return Array.from({ length: config.frame_count }, (_, index) => frames.subarray(index * size, (index + 1) * size));
}

const RUNNERS = {
  'frame encode': () => input.map((data, index) => codec.labEncode(frameOf(data), index, config)),
  'frame decode': () => input.map((packet, index) => codec.labDecode(packet, index, config)),
  'video encode': () => [codec.labEncode(input.map(frameOf), config)],
  'video decode': () => split(codec.labDecode(input[0], config)),
};

parentPort.postMessage(RUNNERS[`${api} ${side}`]().map((bytes) => new Uint8Array(bytes)));
