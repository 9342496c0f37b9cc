/* eslint-disable -- hostile on purpose, and called by the harness */
// Imports modules of Node while it runs.
// accept: ok|crashed
function compressVideoFrame(frame, frameIndex, config) {
  import('node:fs').then(
    () => console.log('FOUND'),
    (error) => console.log(String(error)),
  );
  return new Uint8Array(1);
}

function decompressVideoFrame(data, frameIndex, config) {
  return new Uint8Array(config.width * config.height * 3);
}
