/* eslint-disable -- hostile on purpose, and called by the harness */
// Calls itself without end.
// accept: crashed
function compressVideoFrame(frame, frameIndex, config) {
  const down = (depth) => down(depth + 1) + 1;
  return new Uint8Array(down(0));
}

function decompressVideoFrame(data, frameIndex, config) {
  return new Uint8Array(config.width * config.height * 3);
}
