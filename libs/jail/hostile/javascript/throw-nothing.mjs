/* eslint-disable -- hostile on purpose, and called by the harness */
// Throws undefined.
// accept: crashed
function compressVideoFrame(frame, frameIndex, config) {
  throw undefined;
}

function decompressVideoFrame(data, frameIndex, config) {
  return new Uint8Array(config.width * config.height * 3);
}
