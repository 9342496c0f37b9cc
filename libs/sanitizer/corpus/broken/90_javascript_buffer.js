function compressVideoFrame(frame, frameIndex, config) {
  return Buffer.from(frame.data);
}
function decompressVideoFrame(data, frameIndex, config) {
  return data.slice();
}
