/* eslint-disable -- hostile on purpose, and called by the harness */
// Prints things that misbehave when they are shown.
// accept: ok|crashed
function compressVideoFrame(frame, frameIndex, config) {
  const circle = {};
  circle.self = circle;
  console.log(circle, Symbol('x'), 10n, null, undefined, () => 1, new Error('shown'));
  return new Uint8Array(1);
}

function decompressVideoFrame(data, frameIndex, config) {
  return new Uint8Array(config.width * config.height * 3);
}
