/* eslint-disable -- hostile on purpose, and called by the harness */
// Takes memory through WebAssembly.
// accept: out_of_memory|crashed|timed_out
function compressVideoFrame(frame, frameIndex, config) {
  const held = [];
  for (;;) {
    const memory = new WebAssembly.Memory({ initial: 1000, maximum: 1000 });
    new Uint8Array(memory.buffer).fill(1);
    held.push(memory);
  }
}

function decompressVideoFrame(data, frameIndex, config) {
  return new Uint8Array(config.width * config.height * 3);
}
