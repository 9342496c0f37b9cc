export {
  framesOfSegment,
  HEAD_BYTES,
  readHead,
  segmentCount,
  STREAM_MATRICES,
  STREAM_RANGES,
  writeHead,
  type StreamHead,
} from './stream-head.ts';
export { readStream, writeSegment, writeStream, type CodedStream } from './stream.ts';
export { StreamError } from './stream-error.ts';
