/* eslint-disable -- hostile on purpose, and called by the harness */
// Returns a view of a buffer that changes its size, and detaches it.
// accept: ok|output_invalid|crashed
function compressVideoFrame(frame, frameIndex, config) {
  return new Uint8Array(1);
}

function decompressVideoFrame(data, frameIndex, config) {
  const size = config.width * config.height * 3;
  const buffer = new ArrayBuffer(size, { maxByteLength: size * 2 });
  const view = new Uint8Array(buffer);
  Object.defineProperty(view, 'constructor', { get: () => (buffer.resize(1), Uint8Array) });
  if (frameIndex === 1) structuredCloneLike(buffer);
  return view;
}

const structuredCloneLike = (buffer) => buffer.transfer?.(0);
