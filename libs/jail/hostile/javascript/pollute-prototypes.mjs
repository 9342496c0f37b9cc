/* eslint-disable -- hostile on purpose, and called by the harness */
// Gives every object and array of its realm lying members before its result is taken.
// accept: ok|crashed|output_invalid
function compressVideoFrame(frame, frameIndex, config) {
  Object.prototype.invalid = undefined;
  Object.prototype.transferOut = true;
  Object.prototype.then = (resolve) => resolve(new Uint8Array(1 << 20));
  Object.defineProperty(Object.getPrototypeOf(Uint8Array.prototype), 'length', { get: () => 1 << 30 });
  Uint8Array.prototype[Symbol.iterator] = function* () {
    for (;;) yield 0;
  };
  return { length: 4 };
}

function decompressVideoFrame(data, frameIndex, config) {
  return new Uint8Array(config.width * config.height * 3);
}
