function compressVideoFrame(frame, frameIndex, config) {
  return frame.data.slice();
}
