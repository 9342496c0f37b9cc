/* eslint-disable -- hostile on purpose, and called by the harness */
// Takes memory outside the engine's heap.
// accept: out_of_memory|crashed
function compressVideoFrame(frame, frameIndex, config) {
  const held = [];
  for (;;) held.push(new Uint8Array(1 << 26).fill(7));
}

function decompressVideoFrame(data, frameIndex, config) {
  return new Uint8Array(config.width * config.height * 3);
}
