/* eslint-disable -- hostile on purpose, and called by the harness */
// Builds a precise clock and waits with shared memory.
// accept: ok|crashed|timed_out
function compressVideoFrame(frame, frameIndex, config) {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  try {
    console.log(Atomics.wait(cell, 0, 0, 50));
  } catch (error) {
    console.log(String(error));
  }
  return new Uint8Array(1);
}

function decompressVideoFrame(data, frameIndex, config) {
  return new Uint8Array(config.width * config.height * 3);
}
