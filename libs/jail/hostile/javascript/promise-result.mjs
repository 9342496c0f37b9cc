/* eslint-disable -- hostile on purpose, and called by the harness */
// Returns a promise.
// accept: output_invalid
function compressVideoFrame(frame, frameIndex, config) {
  return Promise.resolve(frame.data);
}

function decompressVideoFrame(data, frameIndex, config) {
  return new Uint8Array(config.width * config.height * 3);
}
