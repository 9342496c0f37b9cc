/* eslint-disable -- hostile on purpose, and called by the harness */
// A decoder that returns an ordinary array.
// accept: output_invalid
function compressVideoFrame(frame, frameIndex, config) {
  return new Uint8Array(1);
}

function decompressVideoFrame(data, frameIndex, config) {
  return Array.from({ length: config.width * config.height * 3 }, () => 0);
}
