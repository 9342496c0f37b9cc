function compressVideoFrame(frame, frameIndex, config) {
  return frame.data.slice();
}

function decompressVideoFrame(data, frameIndex, config) {
  return data.slice();
}

const sample = { width: 2, height: 2, color: 'rgb24', data: new Uint8Array(12) };
const packet = compressVideoFrame(sample, 0, { width: 2, height: 2 });
console.log(packet.length);

if (typeof require !== 'undefined' && require.main === module) {
  console.log(decompressVideoFrame(packet, 0, {}));
}
