/* eslint-disable -- hostile on purpose, and called by the harness */
// Changes its config, its global object and its frame.
// accept: ok|crashed
function compressVideoFrame(frame, frameIndex, config) {
  try {
    config.width = 1;
    config.extra = 2;
  } catch (error) {
    console.log(String(error));
  }
  globalThis.console = undefined;
  frame.data.fill(0);
  return new Uint8Array(1);
}

function decompressVideoFrame(data, frameIndex, config) {
  return new Uint8Array(config.width * config.height * 3);
}
