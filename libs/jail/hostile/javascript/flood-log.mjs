/* eslint-disable -- hostile on purpose, and called by the harness */
// Prints without end.
// accept: crashed|timed_out
function compressVideoFrame(frame, frameIndex, config) {
  const line = 'x'.repeat(1 << 16);
  for (;;) console.log(line);
}

function decompressVideoFrame(data, frameIndex, config) {
  return new Uint8Array(config.width * config.height * 3);
}
