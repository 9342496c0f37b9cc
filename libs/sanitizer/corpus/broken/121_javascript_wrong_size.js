const compressVideoFrame = (frame, frameIndex, config) => frame.data;

const decompressVideoFrame = (data, frameIndex, config) => data.subarray(1);
