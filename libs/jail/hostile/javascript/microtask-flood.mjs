/* eslint-disable -- hostile on purpose, and called by the harness */
// Queues work for ever behind its own back.
// accept: ok|timed_out|crashed|out_of_memory
function compressVideoFrame(frame, frameIndex, config) {
  const again = () => Promise.resolve().then(again).then(again);
  again();
  return new Uint8Array(1);
}

function decompressVideoFrame(data, frameIndex, config) {
  return new Uint8Array(config.width * config.height * 3);
}
