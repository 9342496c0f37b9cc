/* eslint-disable -- hostile on purpose, and called by the harness */
// Waits on shared memory that nobody will ever change.
// accept: timed_out|crashed
function compressVideoFrame(frame, frameIndex, config) {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  Atomics.wait(cell, 0, 0);
  return new Uint8Array(1);
}

function decompressVideoFrame(data, frameIndex, config) {
  return new Uint8Array(config.width * config.height * 3);
}
