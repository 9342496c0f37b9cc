/* eslint-disable -- hostile on purpose, and called by the harness */
// Looks for Node behind every constructor in reach.
// accept: ok|crashed
function compressVideoFrame(frame, frameIndex, config) {
  const found = [];
  for (const start of [this, console.log, config, frame.data, globalThis, Error, Promise.resolve()]) {
    try {
      const world = start.constructor.constructor('return this')();
      if (world.process ?? world.require ?? world.Buffer) found.push('FOUND');
    } catch (error) {
      found.push(String(error));
    }
  }
  console.log(found.join(' '));
  return new Uint8Array(1);
}

function decompressVideoFrame(data, frameIndex, config) {
  return new Uint8Array(config.width * config.height * 3);
}
