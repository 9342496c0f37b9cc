/* eslint-disable -- hostile on purpose, and called by the harness */
// Replaces the built-in functions that the harness inside might call.
// accept: output_invalid|crashed|ok
function compressVideoFrame(frame, frameIndex, config) {
  for (const prototype of [Array.prototype, Function.prototype, Object.prototype, Uint8Array.prototype]) {
    for (const name of ['map', 'call', 'apply', 'set', 'join', 'slice', 'then', 'toString']) {
      try {
        Object.defineProperty(prototype, name, { value: () => 'FOUND'.slice(0, 1), configurable: true });
      } catch {
        // already patched
      }
    }
  }
  globalThis.Uint8Array = function () {
    return { length: 3 };
  };
  return frame.data;
}

function decompressVideoFrame(data, frameIndex, config) {
  return new Uint8Array(config.width * config.height * 3);
}
