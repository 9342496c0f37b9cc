const counter = 0;

function compressVideoFrame(frame, frameIndex, config) {
  counter += 1;
  return frame.data;
}

const decompressVideoFrame = (data, frameIndex, config) => data;
