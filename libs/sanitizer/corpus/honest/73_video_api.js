const encodeVideo = (frames, config) => {
  const size = frames[0].data.length;
  const out = new Uint8Array(size * frames.length);
  frames.forEach(({ data }, index) => out.set(data, index * size));
  return out;
};

const decodeVideo = (data, config) => {
  const { frame_count: count } = config;
  const size = data.length / count;
  return Array.from({ length: count }, (_, index) => data.slice(index * size, (index + 1) * size));
};

module.exports = { encodeVideo, decodeVideo };
