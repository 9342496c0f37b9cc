/** Unsigned integers as LEB128 bytes, 7 bits a byte, low bits first. values: safe integers >= 0. Returns Uint8Array. */
export function leb128Encode(values) {
  const out = [];
  for (let value of values) {
    if (!Number.isSafeInteger(value) || value < 0)
      throw new RangeError(`leb128Encode: ${value} is not an integer >= 0`);
    while (value > 127) {
      out.push((value % 128) | 128);
      value = Math.floor(value / 128);
    }
    out.push(value);
  }
  return Uint8Array.from(out);
}

/** Reads `count` LEB128 integers at `offset`. Returns { values, offset }: the offset is behind the last one. */
export function leb128Decode(data, count = 1, offset = 0) {
  const values = [];
  for (let index = 0; index < count; index += 1) {
    let value = 0;
    let unit = 1;
    for (;;) {
      if (offset >= data.length) throw new RangeError(`leb128Decode: ${data.length} bytes end inside integer ${index}`);
      const byte = data[offset];
      offset += 1;
      value += (byte & 127) * unit;
      unit *= 128;
      if (byte < 128) break;
    }
    values.push(value);
  }
  return { values, offset };
}

/** Signed to unsigned: 0, -1, 1, -2 become 0, 1, 2, 3. */
export const zigzag = (value) => (value < 0 ? -2 * value - 1 : 2 * value);

/** Inverse of zigzag. */
export const unzigzag = (value) => (value % 2 ? -(value + 1) / 2 : value / 2);

/** Several byte strings in one: a count, the lengths (LEB128), the bytes. */
export function joinChunks(chunks) {
  const head = leb128Encode([chunks.length, ...chunks.map((chunk) => chunk.length)]);
  const out = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, head.length));
  out.set(head);
  let at = head.length;
  for (const chunk of chunks) {
    out.set(chunk, at);
    at += chunk.length;
  }
  return out;
}

/** Inverse of joinChunks: an array of Uint8Array views. */
export function splitChunks(data) {
  const first = leb128Decode(data);
  const { values, offset } = leb128Decode(data, first.values[0], first.offset);
  let at = offset;
  return values.map((length, index) => {
    if (at + length > data.length)
      throw new RangeError(`splitChunks: chunk ${index} of ${length} bytes goes past the end`);
    at += length;
    return data.subarray(at - length, at);
  });
}
