/* eslint-disable -- hostile on purpose, and called by the harness */
// Loops for ever.
// accept: timed_out
function compressVideoFrame(frame, frameIndex, config) {
  for (;;);
}

function decompressVideoFrame(data, frameIndex, config) {
  return new Uint8Array(config.width * config.height * 3);
}
