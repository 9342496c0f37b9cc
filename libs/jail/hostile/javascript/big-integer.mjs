/* eslint-disable -- hostile on purpose, and called by the harness */
// Multiplies whole numbers until memory or time ends.
// accept: out_of_memory|timed_out|crashed
function compressVideoFrame(frame, frameIndex, config) {
  let value = 3n;
  for (;;) value *= value;
}

function decompressVideoFrame(data, frameIndex, config) {
  return new Uint8Array(config.width * config.height * 3);
}
