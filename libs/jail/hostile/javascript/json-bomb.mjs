/* eslint-disable -- hostile on purpose, and called by the harness */
// Parses text that grows to a large value.
// accept: out_of_memory|timed_out|crashed
function compressVideoFrame(frame, frameIndex, config) {
  const text = `[${'[],'.repeat(5_000_000)}0]`;
  const held = [];
  for (;;) held.push(JSON.parse(text));
}

function decompressVideoFrame(data, frameIndex, config) {
  return new Uint8Array(config.width * config.height * 3);
}
