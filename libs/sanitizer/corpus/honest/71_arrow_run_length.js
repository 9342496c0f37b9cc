const runs = function* (bytes) {
  for (let start = 0; start < bytes.length;) {
    let end = start + 1;
    while (end < bytes.length && end - start < 255 && bytes[end] === bytes[start]) end += 1;
    yield [end - start, bytes[start]];
    start = end;
  }
};

const compressVideoFrame = ({ data }, frameIndex, { quality }) => {
  const shift = quality >= 75 ? 0 : quality >= 50 ? 2 : 3;
  return Uint8Array.from([...runs(data.map((value) => value >> shift))].flat());
};

const decompressVideoFrame = (data, frameIndex, { quality }) => {
  const shift = quality >= 75 ? 0 : quality >= 50 ? 2 : 3;
  const out = [];
  for (let at = 0; at < data.length; at += 2)
    for (let count = data[at]; count > 0; count -= 1) out.push(data[at + 1] << shift);
  return Uint8Array.from(out);
};
