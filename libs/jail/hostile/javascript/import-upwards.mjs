/* eslint-disable -- hostile on purpose, and called by the harness */
// Imports a file of the harness through codeckit's folder.
// accept: crashed
import '../guests/javascript/guest.mjs';

function compressVideoFrame(frame, frameIndex, config) {
  return new Uint8Array(1);
}

function decompressVideoFrame(data, frameIndex, config) {
  return new Uint8Array(config.width * config.height * 3);
}
