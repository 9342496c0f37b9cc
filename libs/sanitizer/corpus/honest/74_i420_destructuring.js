const COLOR = 'i420';
const NEEDS = [];
const range = (count) => [...Array(count).keys()];
const { min, max, round } = Math;

function compressVideoFrame(frame, frameIndex, config) {
  const step = max(1, round((100 - config.quality) / 4));
  const label = `frame ${frameIndex}: ${range(3).map((n) => n ** 2)}`;
  console.log(label);
  outer: for (const value of frame.data) {
    if (value > 250) break outer;
  }
  return frame.data.map((value) => Math.floor(value / step));
}

function decompressVideoFrame(data, frameIndex, config) {
  const step = max(1, round((100 - config.quality) / 4));
  return data.map((value) => min(255, value * step + (step >> 1)));
}
