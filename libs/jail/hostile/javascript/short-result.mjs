/* eslint-disable -- hostile on purpose, and called by the harness */
// A decoder that returns one byte too few.
// accept: output_invalid
function compressVideoFrame(frame, frameIndex, config) {
  return new Uint8Array(1);
}

function decompressVideoFrame(data, frameIndex, config) {
  return new Uint8Array(config.width * config.height * 3 - 1);
}
