import zlib from 'node:zlib';
function compressVideoFrame(frame, frameIndex, config) {
  return frame.data.slice();
}
function decompressVideoFrame(data, frameIndex, config) {
  return data.slice();
}
