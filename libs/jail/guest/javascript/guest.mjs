/**
 * The shim inside a JavaScript jail: one process, one side of one run. It is ready when the engine and isolated-vm
 * are loaded, and only then is handed the candidate, which lives in an isolate of its own.
 */
import {
  fetchInput,
  readInput,
  receive,
  sendDone,
  sendFailure,
  sendFrameDone,
  sendReady,
  sendTaken,
  writeOutput,
} from './channel.mjs';
import { describe, InvalidOutput } from './failures.mjs';
import { Candidate } from './isolate.mjs';

const ENTRY_POINTS = {
  frame: { encode: 'compressVideoFrame', decode: 'decompressVideoFrame' },
  video: { encode: 'encodeVideo', decode: 'decodeVideo' },
};
const HEADER_BYTES = 4;

/** Index of the frame in work; null outside frames. */
let frameInWork = null;

const frameBytes = ({ width, height, color }) => (color === 'i420' ? (width * height * 3) / 2 : width * height * 3);

function checkedBytes(value, exact) {
  if (!(value instanceof Uint8Array)) throw new InvalidOutput(value?.invalid ?? 'expected Uint8Array');
  if (exact !== undefined && value.length !== exact) {
    throw new InvalidOutput(`expected ${exact} bytes, got ${value.length}`);
  }
  return value;
}

function readPackets(length) {
  const input = readInput(length, 0);
  const packets = [];
  for (let offset = 0; offset < length;) {
    const end = offset + HEADER_BYTES + input.readUInt32LE(offset);
    packets.push(input.subarray(offset + HEADER_BYTES, end));
    offset = end;
  }
  return packets;
}

function writePacket(value, offset, limit) {
  const packet = checkedBytes(value);
  if (offset + HEADER_BYTES + packet.length > limit) {
    throw new InvalidOutput(`the output exceeds its limit of ${limit} bytes`);
  }
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32LE(packet.length);
  return writeOutput(packet, writeOutput(header, offset));
}

const RUNNERS = {
  'frame encode'(candidate, { config, output_limit: limit }) {
    const size = frameBytes(config);
    let offset = 0;
    for (let index = 0; index < config.frame_count; index += 1) {
      frameInWork = index;
      offset = writePacket(candidate.call('encodeFrame', readInput(size, index * size), index), offset, limit);
      sendFrameDone(index);
    }
    return [offset, config.frame_count];
  },
  'video encode'(candidate, { config, output_limit: limit }) {
    const size = frameBytes(config);
    const frames = Array.from({ length: config.frame_count }, (_, index) => readInput(size, index * size));
    return [writePacket(candidate.call('encodeVideo', frames), 0, limit), 1];
  },
  'frame decode'(candidate, { config, input_bytes: length, indices }) {
    const size = frameBytes(config);
    let offset = 0;
    readPackets(length).forEach((packet, position) => {
      const index = indices?.[position] ?? position;
      frameInWork = index;
      offset = writeOutput(checkedBytes(candidate.call('decodeFrame', packet, index), size), offset);
      sendFrameDone(position);
    });
    return [offset, 0];
  },
  'video decode'(candidate, { config, input_bytes: length }) {
    const size = frameBytes(config);
    const [packet] = readPackets(length);
    const frames = candidate.call('decodeVideo', packet, size);
    return [writeOutput(checkedBytes(frames, size * config.frame_count), 0), 0];
  },
};

function run(setup, job) {
  const { api, side, code, config, line_map: lineMap } = job;
  try {
    const candidate = new Candidate(job.memory_bytes, config);
    const name = ENTRY_POINTS[api][side];
    if (!candidate.load(code, name, setup.packages))
      throw new InvalidOutput(`the candidate defines no function ${name}`);
    const [length, packets] = RUNNERS[`${api} ${side}`](candidate, job);
    sendDone(length, packets);
    return 0;
  } catch (error) {
    sendFailure(describe(error, lineMap, frameInWork));
    return 1;
  }
}

const setup = receive();
sendReady({ interpreter: `Node ${process.versions.node}`, libraries: { v8: process.versions.v8 } });
const job = receive();
fetchInput(job.input_bytes);
sendTaken();
process.reallyExit(run(setup, job));
