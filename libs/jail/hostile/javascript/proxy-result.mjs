/* eslint-disable -- hostile on purpose, and called by the harness */
// Returns a proxy that tells another size at every look.
// accept: output_invalid|crashed
function compressVideoFrame(frame, frameIndex, config) {
  return new Uint8Array(1);
}

function decompressVideoFrame(data, frameIndex, config) {
  let looks = 0;
  return new Proxy(new Uint8Array(8), {
    get: (target, name) => (name === 'length' ? (looks += 1) * 1000 : Reflect.get(target, name, target)),
    getPrototypeOf: () => Uint8Array.prototype,
  });
}
