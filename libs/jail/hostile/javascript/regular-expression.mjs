// Hangs in a regular expression, which no interrupt of the engine reaches.
// accept: timed_out
export function compressVideoFrame() {
  return /^(a+)+$/.test('a'.repeat(64) + 'b') ? new Uint8Array(1) : new Uint8Array(2);
}
export function decompressVideoFrame(data, frameIndex, config) {
  return new Uint8Array(config.width * config.height * 3);
}
