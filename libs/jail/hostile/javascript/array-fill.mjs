/* eslint-disable -- hostile on purpose, and called by the harness */
// Fills arrays until memory ends: a bomb that isolated-vm itself did not stop.
// accept: out_of_memory|crashed|timed_out
function compressVideoFrame(frame, frameIndex, config) {
  const held = [];
  for (;;) held.push(new Array(1 << 24).fill(held.length));
}

function decompressVideoFrame(data, frameIndex, config) {
  return new Uint8Array(config.width * config.height * 3);
}
