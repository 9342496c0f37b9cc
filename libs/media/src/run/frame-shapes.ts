/** One frame in, one frame out. */
export type MapFrame = (frame: Uint8Array) => Uint8Array;

const even = (side: number): number => side + (side % 2);

/** Cuts a byte stream into frames of `bytes` and maps each; the stream must hold whole frames. */
export async function* mapFrames(
  source: AsyncIterable<Uint8Array>,
  bytes: number,
  map: MapFrame,
): AsyncGenerator<Uint8Array> {
  let frame = new Uint8Array(bytes);
  let filled = 0;
  for await (const chunk of source) {
    for (let offset = 0; offset < chunk.length;) {
      const part = chunk.subarray(offset, offset + bytes - filled);
      frame.set(part, filled);
      filled += part.length;
      offset += part.length;
      if (filled < bytes) continue;
      yield map(frame);
      frame = new Uint8Array(bytes);
      filled = 0;
    }
  }
  if (filled !== 0) throw new RangeError(`${filled} bytes are left after the last whole frame of ${bytes} bytes`);
}

/** Repeats the last column and line of packed pixels until both sides are even. */
export const padPacked =
  (width: number, height: number, pixelBytes: number): MapFrame =>
  (frame) => {
    const rows = even(height);
    const rowBytes = even(width) * pixelBytes;
    const out = new Uint8Array(rows * rowBytes);
    for (let y = 0; y < rows; y += 1) {
      const start = Math.min(y, height - 1) * width * pixelBytes;
      const line = frame.subarray(start, start + width * pixelBytes);
      out.set(line, y * rowBytes);
      if (width % 2 === 1) out.set(line.subarray(-pixelBytes), y * rowBytes + line.length);
    }
    return out;
  };

/** Drops what `padPacked` added. */
export const cropPacked =
  (width: number, height: number, pixelBytes: number): MapFrame =>
  (frame) => {
    const rowBytes = width * pixelBytes;
    const out = new Uint8Array(height * rowBytes);
    for (let y = 0; y < height; y += 1) {
      const start = y * even(width) * pixelBytes;
      out.set(frame.subarray(start, start + rowBytes), y * rowBytes);
    }
    return out;
  };

const chromaBytes = (width: number, height: number): number => (even(width) * even(height)) / 2;

/** Pads luma to even sides; chroma has them already. */
export const padPlanes = (width: number, height: number): MapFrame => {
  const pad = padPacked(width, height, 1);
  return (frame) => joined(pad(frame.subarray(0, width * height)), frame.subarray(-chromaBytes(width, height)));
};

/** Drops what `padPlanes` added. */
export const cropPlanes = (width: number, height: number): MapFrame => {
  const crop = cropPacked(width, height, 1);
  return (frame) => joined(crop(frame), frame.subarray(-chromaBytes(width, height)));
};

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const out = new Uint8Array(first.length + second.length);
  out.set(first);
  out.set(second, first.length);
  return out;
}
