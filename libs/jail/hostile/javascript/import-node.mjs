/* eslint-disable -- hostile on purpose, and called by the harness */
// Imports modules of Node.
// accept: crashed
import fs from 'node:fs';
console.log('FOUND', typeof fs);

function compressVideoFrame(frame, frameIndex, config) {
  return new Uint8Array(1);
}

function decompressVideoFrame(data, frameIndex, config) {
  return new Uint8Array(config.width * config.height * 3);
}
