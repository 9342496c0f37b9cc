/* eslint-disable -- hostile on purpose, and called by the harness */
// Never leaves a loop in WebAssembly.
// accept: timed_out|crashed
function compressVideoFrame(frame, frameIndex, config) {
  const bytes = [
    0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 97, 0, 0, 10, 9, 1, 7, 0, 3, 64, 12, 0, 11,
    11,
  ];
  new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(bytes))).exports.a();
  return new Uint8Array(1);
}

function decompressVideoFrame(data, frameIndex, config) {
  return new Uint8Array(config.width * config.height * 3);
}
