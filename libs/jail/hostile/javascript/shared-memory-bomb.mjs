/* eslint-disable -- hostile on purpose, and called by the harness */
// Takes memory that the isolate does not count: shared buffers.
// accept: out_of_memory|crashed|timed_out
function compressVideoFrame(frame, frameIndex, config) {
  const kept = [];
  for (;;) {
    const piece = new Uint8Array(new SharedArrayBuffer(16 << 20));
    piece.fill(1);
    kept.push(piece);
  }
}

function decompressVideoFrame(data, frameIndex, config) {
  return new Uint8Array(config.width * config.height * 3);
}
