/* eslint-disable -- hostile on purpose, and called by the harness */
// A decoder that teaches Uint8Array to claim anything as its own.
// accept: output_invalid|crashed
function compressVideoFrame(frame, frameIndex, config) {
  return new Uint8Array(1);
}

function decompressVideoFrame(data, frameIndex, config) {
  Object.defineProperty(Uint8Array, Symbol.hasInstance, { value: () => true });
  return { length: config.width * config.height * 3 };
}
