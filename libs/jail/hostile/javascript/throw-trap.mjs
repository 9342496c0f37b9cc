/* eslint-disable -- hostile on purpose, and called by the harness */
// Throws a thing whose every property misbehaves.
// accept: crashed
function compressVideoFrame(frame, frameIndex, config) {
  throw new Proxy(
    {},
    {
      get() {
        throw new Error('trap');
      },
    },
  );
}

function decompressVideoFrame(data, frameIndex, config) {
  return new Uint8Array(config.width * config.height * 3);
}
