const checksum = (data) => data.reduce((sum, value) => (sum * 31n + BigInt(value)) & 0xffffffffffffffffn, 7n);

function compressVideoFrame(frame, frameIndex, config) {
  const { data } = frame;
  const out = new Uint8Array(12 + data.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, frameIndex, true);
  view.setBigUint64(4, checksum(data), true);
  out.set(data, 12);
  return out;
}

function decompressVideoFrame(data, frameIndex, config) {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const frame = data.slice(12);
  if (view.getUint32(0, true) !== frameIndex) throw new RangeError(`frame ${frameIndex} expected`);
  if (view.getBigUint64(4, true) !== checksum(frame)) throw new Error('the checksum is wrong');
  return frame;
}
