// Returns arrays whose length lies, from a function that hangs in a regular expression which no interrupt reaches.
// accept: timed_out
function compressVideoFrame() {
  return /^(a+)+$/.test('a'.repeat(64) + 'b') ? new Uint8Array(1) : new Uint8Array(2);
}
function decompressVideoFrame(data, frameIndex, config) {
  return new Uint8Array(config.width * config.height * 3);
}
